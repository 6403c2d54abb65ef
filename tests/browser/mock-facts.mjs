// A year of invented cases as columns, and the counting over them that maps, series and tops of the mock server share.
// Synthetic throughout; good enough to look at, no claim to be the engine.
import { CLASSES, SOURCES, STAGES, title } from './mock-desk-data.mjs';

const DAY = 86_400_000;
const ZONE_MS = 8 * 3_600_000;
const CASES = 26_000;
const DAYS = 390;
const FINAL = new Set(['closed', 'not-filed', 'void']);
/** Figures of fewer cases are shown with the group above, by role. */
export const leastOf = (account) => (!account ? 10 : account.role === 'district' ? 1 : 3);

export const local = (ms) => `${new Date(ms + ZONE_MS).toISOString().slice(0, 19)}+08:00`;
export const instant = (text) => Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+08:00` : text);

/** Mulberry32: short, and even enough for pictures. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A place in a cell: its label point, moved a little. */
const near = ([lon, lat], random) => [lon + (random() - 0.5) * 0.003, lat + (random() - 0.5) * 0.0026];

export function buildFacts(district, desk) {
  const random = generator(20_126);
  const units = [...district.layers.unit.cells.values()];
  const parents = new Map(district.units.map((unit) => [unit.codes.unit, unit.codes]));
  const leaves = CLASSES.filter((node) => node.conditions.length > 0);
  const [w, s, e, n] = [121.31, 31.045, 121.45, 31.175];
  const heat = units.map((cell) => {
    const [x, y] = [(cell.label[0] - w) / (e - w), (cell.label[1] - s) / (n - s)];
    const hot = (cx, cy, r) => Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / r);
    return 0.15 + 3.2 * hot(0.42, 0.62, 0.012) + 2.4 * hot(0.68, 0.4, 0.02) + 1.5 * hot(0.3, 0.25, 0.01) + 0.8 * random();
  });
  const sums = [];
  heat.reduce((sum, value, at) => (sums[at] = sum + value), 0);
  const cellAt = (value) => {
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < value) low = middle + 1;
      else high = middle;
    }
    return units[low];
  };
  const end = desk.now();
  const rows = [];
  for (let k = 0; k < CASES; k += 1) {
    const cell = cellAt(random() * sums.at(-1));
    const node = leaves[Math.floor(leaves.length * random() ** 1.6)];
    let at = end - DAYS * DAY * random();
    // Fewer at night and on Sundays, more in summer.
    const there = new Date(at + ZONE_MS);
    if (random() > 0.45 + 0.55 * Math.sin(((there.getUTCMonth() + 1) / 12) * Math.PI) - (there.getUTCDay() === 0 ? 0.25 : 0)) at = end - DAYS * DAY * random();
    const age = (end - at) / DAY;
    const stage = age < 4 && random() < 0.6 ? 'handling' : random() < 0.04 ? 'not-filed' : age < 30 && random() < 0.15 ? 'dispatched' : 'closed';
    const code = cell.code;
    const codes = parents.get(code);
    const owner = random();
    const unit = owner < 0.55 ? `W${codes.community.slice(6)}` : owner < 0.75 ? `S${codes.town.slice(6)}` : `D1${1 + Math.floor(random() * 6)}`;
    rows.push({ id: `F${String(k).padStart(6, '0')}`, number: k + 1, at, place: near(cell.label, random), codes, class: node.code, source: SOURCES[Math.floor(SOURCES.length * random() ** 2)].code, unit, stage, late: random() < 0.06 + (codes.town.endsWith('102') ? 0.12 : 0) });
  }
  rows.sort((a, b) => a.at - b.at);
  return { rows, district, desk, cells: Object.fromEntries(Object.entries(district.layers).map(([name, layer]) => [name, [...layer.cells.values()]])), areas: new Map() };
}

export class Refused extends Error {
  constructor(field, detail, expected, status = 400) {
    super(detail);
    Object.assign(this, { field, expected, status });
  }
}

export const FILTERS = ['from', 'to', 'class', 'source', 'unit', 'status', 'kind', 'level', 'grade', 'hazard', 'cell', 'before'];

/** The cases that a query means, and what may be seen of them. */
export function chosen(facts, query, account, { from = query.get('from'), to = query.get('to') } = {}) {
  const [first, last] = [from ? instant(from) : -Infinity, to ? instant(to) : Infinity];
  if (last <= first) throw new Refused('to', 'to is not after from', 'an instant after from');
  if (!account) {
    for (const name of FILTERS) if (!['from', 'to', 'before'].includes(name) && query.has(name)) throw new Refused(name, `maps by ${name} are for those who work here`, 'measure, from, to and before', 403);
    for (const [name, text] of [['from', from], ['to', to]]) if (text && !/-01(T00:00:00\+08:00)?$/.test(text)) throw new Refused(name, `${name} is no first of a month`, 'whole months that have ended');
  }
  const [wanted, source, status, cell] = ['class', 'source', 'status', 'cell'].map((name) => query.get(name));
  const below = query.get('unit') ? facts.desk.below(query.get('unit')) : null;
  const [layer, code] = cell?.split(':') ?? [];
  const stages = status ? new Set(status === 'open' ? Object.keys(STAGES).filter((name) => !FINAL.has(name)) : status.split(',')) : null;
  return facts.rows.filter((row) => row.at >= first && row.at < last && (!wanted || row.class.startsWith(wanted)) && (!source || row.source === source) && (!below || below.has(row.unit)) && (!stages || stages.has(row.stage)) && (!cell || row.codes[layer] === code) && (query.get('hazard') !== 'true' || row.class.startsWith('H')));
}

function startOf(step, ms) {
  const there = new Date(ms + ZONE_MS);
  const [y, m, d] = [there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate()];
  if (step === 'hour') return Math.floor(ms / 3_600_000) * 3_600_000;
  if (step === 'month') return Date.UTC(y, m, 1) - ZONE_MS;
  if (step === 'week') return Date.UTC(y, m, d - ((there.getUTCDay() + 6) % 7)) - ZONE_MS;
  return Date.UTC(y, m, d) - ZONE_MS;
}
const next = (step, ms) => (step === 'hour' ? ms + 3_600_000 : step === 'day' ? ms + DAY : step === 'week' ? ms + 7 * DAY : startOf('month', ms + 40 * DAY));

export function series(facts, query, account, rows = chosen(facts, query, account)) {
  const step = query.get('step') ?? 'day';
  const least = leastOf(account);
  const first = query.get('from') ? instant(query.get('from')) : (rows[0]?.at ?? facts.rows[0].at);
  const last = query.get('to') ? instant(query.get('to')) : facts.desk.now();
  const periods = [];
  let at = 0;
  for (let from = startOf(step, first); from < last; from = next(step, from)) {
    const to = next(step, from);
    const sum = { cases: 0, overdue: 0, closed: 0 };
    while (at < rows.length && rows[at].at < from) at += 1;
    for (; at < rows.length && rows[at].at < to; at += 1) {
      sum.cases += 1;
      if (rows[at].late) sum.overdue += 1;
      if (FINAL.has(rows[at].stage)) sum.closed += 1;
    }
    const hidden = sum.cases > 0 && sum.cases < least;
    periods.push({ from: local(from), to: local(to), ...(hidden ? { cases: null, overdue: null, closed: null } : sum) });
  }
  return { step, unit: { zh: '件', en: 'cases' }, periods, cases: rows.length, least_cases: least, synthetic: true };
}

const OF = { class: (row) => row.class, major: (row) => row.class.slice(0, 3), source: (row) => row.source, unit: (row) => row.unit, stage: (row) => row.stage };
function nameOf(facts, by, layer, code) {
  if (by === 'cell') return title(facts.district.layers[layer].cells.get(code)) ?? { zh: code, en: code };
  if (by === 'source') return SOURCES.find((source) => source.code === code).name;
  if (by === 'unit') return facts.desk.ref(code).name;
  if (by === 'stage') return STAGES[code];
  return CLASSES.find((node) => node.code === code).name;
}

export function top(facts, query, account, rows = chosen(facts, query, account)) {
  const [by, layer] = [query.get('by') ?? 'class', query.get('layer') ?? 'unit'];
  const of = by === 'cell' ? (row) => row.codes[layer] : OF[by];
  if (!of) throw new Refused('by', `by is “${by}”`, 'class, major, source, unit, stage or cell');
  const counts = new Map();
  for (const row of rows) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
  const least = leastOf(account);
  const sorted = [...counts].filter(([, cases]) => cases >= least).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, Number(query.get('limit') ?? 10));
  const shown = sorted.map(([code, cases]) => ({ code, name: nameOf(facts, by, layer, code), cases, share: cases / rows.length }));
  return { by, rows: shown, others: rows.length - shown.reduce((sum, row) => sum + row.cases, 0), cases: rows.length };
}

function inside(ring, [x, y]) {
  let odd = false;
  for (let k = 0, l = ring.length - 1; k < ring.length; l = k, k += 1) {
    const [[ax, ay], [bx, by]] = [ring[k], ring[l]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}
export function ringKm2(ring) {
  const k = Math.cos((ring[0][1] * Math.PI) / 180) * 111.32 * 110.95;
  return Math.abs(ring.reduce((sum, [x, y], at) => sum + x * ring[(at + 1) % ring.length][1] - ring[(at + 1) % ring.length][0] * y, 0) / 2) * k;
}
export const cellKm2 = (cell) => cell.rings.reduce((sum, ring) => sum + ringKm2(ring), 0);

export function area(facts, body, account) {
  if (!account) throw new Refused('polygon', 'figures of free areas are for those who work here', 'an account of a unit', 403);
  const polygons = body.polygon.type === 'Polygon' ? [body.polygon.coordinates] : body.polygon.coordinates;
  const query = new URLSearchParams(Object.entries(body.filters ?? {}).map(([name, value]) => [name, String(value)]));
  const rows = chosen(facts, query, account).filter((row) => polygons.some((rings) => inside(rings[0], row.place)));
  const area_km2 = polygons.reduce((sum, rings) => sum + ringKm2(rings[0]), 0);
  const overdue = rows.filter((row) => row.late).length;
  query.set('step', body.step ?? 'week');
  const tops = Object.fromEntries(['class', 'unit'].map((by) => [by, top(facts, new URLSearchParams({ by, limit: '8' }), account, rows)]));
  return { area_km2, cases: rows.length, overdue, overdue_share: rows.length > 0 ? overdue / rows.length : null, per_km2: rows.length / area_km2, series: series(facts, query, account, rows), top: tops, cells: facts.cells.unit.filter((cell) => polygons.some((rings) => inside(rings[0], cell.label))).length, least_cases: leastOf(account), synthetic: true };
}
