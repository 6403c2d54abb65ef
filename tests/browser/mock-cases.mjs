// The invented district's cases in memory: routing, life cycle, queues. Good enough to look at, no claim to be the engine.
import { createHash } from 'node:crypto';
import { ACTS, CLASSES, OWNER_OF, QUEUE_TITLES, RESTRICTED, SOURCES, STAGES, title } from './mock-desk-data.mjs';
import { locate } from './mock-locate.mjs';

const HOUR = 3_600_000;
const FINAL = new Set(['closed', 'not-filed', 'void']);
const SHIFT = { wgs84: [0, 0], cgcs2000: [0, 0], gcj02: [-0.00455, 0.0019], bd09: [-0.0111, -0.0041] };
const ALWAYS = ['note', 'attach', 'supervise', 'reclassify', 'locate'];
const LAWFUL = {
  reported: ['accept', 'verify', 'file', 'dispatch', 'not-file', 'duplicate', 'void'], accepted: ['verify', 'file', 'dispatch', 'not-file', 'duplicate', 'void'], verifying: ['verified', 'void'], filed: ['dispatch', 'suspend', 'duplicate', 'void'],
  dispatched: ['handle', 'feedback', 'return', 'extend', 'suspend', 'dispatch', 'duplicate', 'void'], handling: ['feedback', 'return', 'extend', 'suspend', 'void'], returned: ['dispatch', 'suspend', 'void'], done: ['check', 'close', 'rework'], checking: ['checked'],
  passed: ['close', 'visit'], suspended: ['resume', 'void'], closed: ['visit', 'reward', 'appeal'], 'not-filed': [], void: [],
};
const NEXT = { accept: 'accepted', verify: 'verifying', file: 'filed', 'not-file': 'not-filed', dispatch: 'dispatched', return: 'returned', handle: 'handling', feedback: 'done', check: 'checking', rework: 'handling', close: 'closed', suspend: 'suspended', resume: 'dispatched', void: 'void', duplicate: 'void' };
export const local = (ms) => `${new Date(ms + 8 * HOUR).toISOString().slice(0, 19)}+08:00`;
const t = (zh, en) => ({ zh, en });

/** Working hours 08–12 and 14–18 on weekdays; a working day is eight of them. */
function due(from, limit) {
  const [, amount, unit] = /^(\d+)([a-z]+)$/.exec(limit);
  if (unit === 'uh') return from + amount * HOUR;
  let left = amount * (unit === 'wd' ? 8 : 1) * 60;
  let at = Math.ceil(from / 60_000) * 60_000;
  while (left > 0) {
    at += 60_000;
    const there = new Date(at - 60_000 + 8 * HOUR);
    const hour = there.getUTCHours();
    if (there.getUTCDay() % 6 !== 0 && ((hour >= 8 && hour < 12) || (hour >= 14 && hour < 18))) left -= 1;
  }
  return at;
}

export class Desk {
  constructor(district, titles, units, now = () => Date.now()) {
    Object.assign(this, { district, titles, units, now, cases: new Map(), events: [], listeners: new Set(), files: new Map() });
    this.unit = new Map(units.map((unit) => [unit.code, unit]));
  }

  ref = (code) => {
    const { name, kind } = this.unit.get(code) ?? { name: t(code, code), kind: null };
    return { code, name, kind };
  };

  layersAt(point, accuracy_m) {
    const answer = locate(this.district, this.titles, { point, accuracy_m, plan: { number: 2, valid_from: '' }, datum: 'wgs84' });
    return Object.entries(answer.layers).map(([layer, found]) => ({
      layer, title: this.titles[layer], code: found.code, name: title(this.district.layers[layer].cells.get(found.code)), status: found.status, border_m: found.border_m,
      rival: found.rival, rival_name: title(this.district.layers[layer].cells.get(found.rival)), confidence: found.confidence,
    }));
  }

  /** Where an intake is, as far as it says. */
  placeOf({ lon, lat, datum = 'wgs84', address, component }) {
    if (typeof lon === 'number' && typeof lat === 'number') return { lon: lon + SHIFT[datum][0], lat: lat + SHIFT[datum][1], named: [] };
    if (component) {
      const cells = [...this.district.layers.unit.cells.values()];
      const [x, y] = cells[Number(component.slice(-4)) % cells.length].label;
      return { lon: x, lat: y, named: [] };
    }
    const named = address ? this.places(address) : [];
    return named[0]?.confidence >= 0.6 ? { lon: named[0].lon, lat: named[0].lat, named } : { named };
  }

  places(text) {
    this.gazetteer ??= [
      ...[...this.district.layers.community.cells.values()].map((cell) => ({ name: title(cell), kind: 'community', lon: cell.label[0], lat: cell.label[1] })),
      ...this.district.streets.map((street) => ({ name: t(street.name, street.name), kind: 'road', lon: street.points[Math.floor(street.points.length / 2)][0], lat: street.points[Math.floor(street.points.length / 2)][1] })),
    ];
    const score = (name) => {
      let common = 0;
      for (let k = 0; k + 1 < name.length; k += 1) if (text.includes(name.slice(k, k + 2))) common += 1;
      return text === name ? 1 : Math.min(0.97, common / Math.max(1, name.length - 1) - (text.length - name.length > 8 ? 0.1 : 0));
    };
    const scored = this.gazetteer.map((place) => ({ ...place, confidence: Math.round(Math.max(score(place.name.zh), score(place.name.en)) * 100) / 100 })).filter((place) => place.confidence > 0.3);
    const seen = new Set();
    return scored.sort((a, b) => b.confidence - a.confidence).filter((place) => !seen.has(place.name.zh) && seen.add(place.name.zh)).slice(0, 6);
  }

  decide(intake, at) {
    const where = this.placeOf(intake);
    const place = where.lon === undefined ? null : { lon: Math.round(where.lon * 1e7) / 1e7, lat: Math.round(where.lat * 1e7) / 1e7 };
    const layers = place ? this.layersAt([place.lon, place.lat], intake.accuracy_m ?? 0) : [];
    const cell = (name) => layers.find((layer) => layer.layer === name);
    const node = CLASSES.find((c) => c.code === intake.class && c.conditions.length > 0);
    const owner = OWNER_OF.get(intake.class);
    const why = [];
    const queue = (name, zh, en, tied = []) => (why.push(t(zh, en)), { queue: name, title: QUEUE_TITLES[name], keeper: this.ref('centre'), tied });
    let outcome;
    const town = cell('town')?.code;
    const byPlace = owner === 'w' || owner === 't';
    if (!node) outcome = queue('unclassified', `类别 ${intake.class ?? ''} 不在分类表中`, `class ${intake.class ?? ''} is not in the tree`);
    else if (!place && byPlace) outcome = queue('unlocated', '没有可用的位置', 'there is no usable place');
    else if (byPlace && !town) outcome = queue('unowned', '位置在覆盖范围之外，没有规则指定责任单位', 'the place is outside the coverage and no rule names a unit');
    else if (intake.class.startsWith('H01') && owner === 't' && /501|105|003/.test(town?.slice(6))) outcome = queue('unowned', '没有规则为此街镇的消防隐患指定责任单位', 'no rule names a unit for fire hazards in this town');
    else if (intake.class === 'E0129' && town?.endsWith('002')) outcome = queue('contested', '规则 R-18 与 R-31 同样具体', 'rules R-18 and R-31 are equally specific', ['R-18', 'R-31']);
    else {
      const unit = owner === 'w' ? `W${cell('community').code.slice(6)}` : owner === 't' ? `S${town.slice(6)}` : owner;
      const rule = owner === 'w' ? 'R-12' : owner === 't' ? 'R-18' : `R-4${owner.slice(-1)}`;
      const note = owner === 'w' ? '简易案件直达工作站' : owner === 't' ? '街面秩序以块为主' : '部件归权属单位，事件归主管部门';
      const level = owner === 'w' ? 'workstation' : owner === 't' ? 'town' : 'district';
      if (place) why.push(t(`位置在${cell('responsibility')?.name?.zh ?? '覆盖区外'}，距边界 ${cell('responsibility')?.border_m.toFixed(0)} 米`, `the place is in ${cell('responsibility')?.name?.en ?? 'no grid'}, ${cell('responsibility')?.border_m.toFixed(0)} m from its border`));
      why.push(t(`规则 ${rule}（${note}）指定责任单位，胜过 R-02`, `rule ${rule} names the unit and beats R-02`));
      outcome = { unit: this.ref(unit), helpers: owner === 't' ? [this.ref('D12')] : [], level, rule, rule_note: t(note, note), runners_up: [{ rule: 'R-02', unit: town ? this.ref(`S${town.slice(6)}`) : null }], fallback: false };
    }
    const condition = node?.conditions.find((c) => c.number === intake.condition) ?? node?.conditions[0];
    const stages = (condition?.limits ?? []).map(({ name, limit }) => ({ name, limit, at: local(due(at, limit)), provisional: false }));
    const finest = cell('unit');
    const review = place !== null && (cell('responsibility')?.border_m < 5 || (finest?.confidence ?? 1) < 0.6 || layers.some((l) => l.status.endsWith('resolved')));
    if (review) why.push(t('位置靠近边界或不够确定，请人工复核', 'the place is near a border or uncertain: please review'));
    const near = place ? [...this.cases.values()].filter((c) => !FINAL.has(c.stage) && c.class.code === intake.class && c.place && at - c.reported < 24 * HOUR) : [];
    const duplicates = near.map((c) => ({ id: c.id, distance_m: Math.round(Math.hypot((c.place.lon - place.lon) * 95_394, (c.place.lat - place.lat) * 110_871)), minutes: Math.round((at - c.reported) / 60_000), stage: c.stage })).filter((d) => d.distance_m <= 50);
    return { plan: 2, rules: 7, calendar: 3, place, layers, outcome, due: stages, review, why, duplicates, places: where.named };
  }

  /** The same identity with the same body is the same case. */
  create(body, by) {
    const digest = createHash('sha256').update(JSON.stringify(Object.entries(body).sort())).digest('hex');
    const before = this.cases.get(body.id);
    if (before) return before.digest === digest ? { status: 200, found: before } : { status: 409, found: before };
    const at = Date.parse(body.reported_at);
    const assignment = this.decide(body, at);
    const source = SOURCES.find((s) => s.code === body.source);
    const node = CLASSES.find((c) => c.code === body.class);
    const queue = assignment.outcome.queue ?? null;
    const found = {
      id: body.id, number: this.cases.size, digest, class: { code: body.class, name: node?.name ?? t(body.class, body.class) }, condition: body.condition ?? 1, kind: node?.kinds[0] ?? null, source: { code: source.code, name: source.name },
      stage: 'reported', grade: 'ordinary', reported: at, place: assignment.place, stated: { lon: body.lon ?? null, lat: body.lat ?? null, datum: body.lon === undefined ? null : (body.datum ?? 'wgs84'), accuracy_m: body.accuracy_m ?? null, address: body.address ?? null, component: body.component ?? null },
      unit: queue ? 'centre' : assignment.outcome.unit.code, queue, assignment, text: body.text ?? null, address: body.address ?? null, reporter: body.reporter ?? null, revision: 1, times: {}, synthetic: true, due: null,
    };
    this.cases.set(found.id, found);
    this.record(found, 'report', by, { source: body.source }, at);
    this.record(found, 'assign', 'system', { cause: 'intake', ...(queue ? { queue } : { unit: found.unit, rule: assignment.outcome.rule }) }, at);
    if (!queue && !assignment.review && assignment.outcome.level === 'workstation' && !source.public) this.apply(found, 'dispatch', { unit: found.unit }, 'system', at);
    return { status: 201, found };
  }

  record(found, act, by, detail, at) {
    const event = { number: this.events.length + 1, case: found.id, at: local(at), recorded_at: local(at > this.now() - HOUR ? this.now() : at + 40_000), by: by === 'system' ? { account: '', unit: null } : { account: by, unit: 'centre' }, act, title: ACTS[act], detail };
    this.events.push(event);
    for (const listener of this.listeners) listener(event, found);
  }

  lawful = (found) => [...LAWFUL[found.stage], ...(FINAL.has(found.stage) ? ['note', 'attach'] : ALWAYS)];

  apply(found, act, fields, by, at = this.now()) {
    found.revision += 1;
    found.stage = NEXT[act] ?? found.stage;
    if (act === 'checked') found.stage = fields.passed ? 'passed' : 'handling';
    if (act === 'verified') found.stage = fields.found ? 'accepted' : 'not-filed';
    if (act === 'file') found.times.filed_at = at;
    if (act === 'dispatch') {
      found.unit = fields.unit;
      found.queue = null;
      found.times.dispatched_at ??= at;
      found.times.filed_at ??= at;
      const stages = found.assignment.due.map((d) => ({ ...d, at: local(due(at, d.limit)) }));
      found.assignment = { ...found.assignment, due: stages };
      found.due = stages.length > 0 ? Date.parse(stages.at(-1).at) : null;
    }
    if (act === 'return') found.queue = null;
    if (act === 'extend' && found.due) found.due += found.due - found.times.dispatched_at;
    if (act === 'feedback') found.times.handled_at = at;
    if (FINAL.has(found.stage)) Object.assign(found, { queue: null }), (found.times.ended_at = at);
    if (act === 'locate') Object.assign(found, this.relocated(found, fields));
    if (act === 'reclassify') found.class = { code: fields.class, name: CLASSES.find((c) => c.code === fields.class).name };
    const { act: _, revision: __, ...detail } = fields;
    this.record(found, act, by, detail, at);
  }

  relocated(found, place) {
    const stated = { ...found.stated, ...place };
    const assignment = this.decide({ ...stated, class: found.class.code, condition: found.condition, lon: place.lon ?? undefined, lat: place.lat ?? undefined }, found.reported);
    const queue = assignment.outcome.queue ?? null;
    return { stated, assignment, place: assignment.place, queue, unit: queue ? 'centre' : assignment.outcome.unit.code };
  }

  overdue = (found) => found.due !== null && !FINAL.has(found.stage) && !found.times.handled_at && found.stage !== 'suspended' && found.due < this.now();
  dueSoon = (found) => found.due !== null && !FINAL.has(found.stage) && !found.times.handled_at && found.due >= this.now() && found.due - this.now() < 2 * HOUR;
  isOpen = (found) => !FINAL.has(found.stage);

  /** Units from this one down. */
  below(code) {
    const found = new Set([code]);
    for (const unit of this.units) if (found.has(unit.parent)) found.add(unit.code);
    return found;
  }

  shown(found, { whole = false, account } = {}) {
    const masked = RESTRICTED.has(found.class.code) && account?.restricted !== true;
    const times = Object.fromEntries(['filed_at', 'dispatched_at', 'handled_at', 'ended_at'].map((name) => [name, found.times[name] ? local(found.times[name]) : null]));
    const { id, number, condition, kind, source, stage, grade, revision, queue, synthetic } = found;
    return {
      id, number, class: found.class, condition, kind, source, stage, stage_title: STAGES[stage], grade, reported_at: local(found.reported), ...times, due_at: found.due ? local(found.due) : null, provisional: false, overdue: this.overdue(found),
      place: masked ? null : found.place, stated: masked ? null : found.stated, unit: this.ref(found.unit), queue, revision, masked, synthetic, address: masked ? null : found.address,
      ...(whole ? { text: masked ? null : found.text, reporter: masked ? null : found.reporter, assignment: masked ? null : found.assignment, lawful: this.lawful(found) } : {}),
    };
  }
}
