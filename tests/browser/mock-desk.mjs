// The dispatch routes of the mock server: session, lists, cases, queues and a real event stream.
import { createHash } from 'node:crypto';
import { Desk, local } from './mock-cases.mjs';
import { ACTS, buildUnits, CLASSES, QUEUE_TITLES, SETTINGS, SOURCES, title } from './mock-desk-data.mjs';

/** Invented accounts of an invented district. */
const ACCOUNTS = { dispatcher: { password: 'gridward-demo', role: 'district', unit: 'centre' }, bailu: { password: 'gridward-demo', role: 'town', unit: 'S102' } };
const KEEP_ALIVE_MS = 15_000;

const problem = (status, type, name, detail, more = {}) => ({ status, type: 'application/problem+json', body: { type: `urn:gridward:problem:${type}`, title: name, status, detail, ...more } });
const ok = (body, status = 200) => ({ status, type: 'application/json', body });

export async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

function seed(desk) {
  let state = 20_121;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const pick = (list) => list[Math.floor(random() * list.length)];
  const leaves = CLASSES.filter((c) => c.conditions.length > 0);
  const cells = [...desk.district.layers.unit.cells.values()];
  const texts = ['居民反映已持续数日，影响通行。', '巡查发现，现场已拍照。', '请尽快处理。', '路口东侧，靠近公交站。', ''];
  for (let k = 0; k < 240; k += 1) {
    const node = pick(leaves);
    const cell = pick(cells);
    const source = pick(SOURCES);
    const at = desk.now() - Math.floor((1 - (k / 240) ** 0.8) * 60 * 3_600_000) - Math.floor(random() * 1_200_000);
    const street = pick(desk.district.streets).name;
    const community = title(desk.district.layers.community.cells.get(cell.code.slice(0, 12)));
    const placeless = random() < 0.08;
    const body = { id: `S${String(k).padStart(4, '0')}`, class: random() < 0.02 ? 'E0999' : node.code, reported_at: local(at), source: source.code, text: pick(texts) };
    if (!placeless) Object.assign(body, { lon: cell.label[0], lat: cell.label[1], datum: 'wgs84', address: `${community.zh.replace('居委会', '')}${street}${1 + Math.floor(random() * 400)}号附近` });
    else body.address = '市场门口';
    if (random() < 0.03) Object.assign(body, { lon: 121.52, lat: 31.02 });
    const { found } = desk.create(body, 'hotline');
    progress(desk, found, random, at);
  }
}

/** Lets a case live as far as chance and its age allow. */
function progress(desk, found, random, at) {
  let when = at;
  const go = (act, fields = {}) => desk.apply(found, act, fields, act === 'dispatch' || act === 'accept' ? 'dispatcher' : 'unit-desk', (when = Math.min(desk.now(), when + (0.1 + random()) * 1_500_000)));
  if (found.queue || random() < 0.08) return;
  if (found.stage === 'reported') {
    go('accept');
    if (random() < 0.15) return;
    go('dispatch', { unit: found.unit });
  }
  if (random() < 0.42) return;
  go('handle');
  if (random() < 0.08) return void go('return', { reason: 'wrong-unit', proposes: 'D12' });
  if (random() < 0.06) return void go('suspend', { reason: 'season' });
  if (random() < 0.35) return;
  go('feedback', { text: '已处理完毕。' });
  if (random() < 0.4) return;
  go('close');
  if (random() < 0.3) go('visit', { satisfaction: 'satisfied' });
}

export function buildDesk(district, titles) {
  // A Wednesday afternoon, whenever it is looked at: deadlines are counted in working hours.
  const ahead_ms = Date.parse('2026-11-25T15:20:00+08:00') - Date.now();
  const desk = new Desk(district, titles, buildUnits(district), () => Date.now() + ahead_ms);
  seed(desk);
  desk.tokens = new Map();
  return desk;
}

export function signedIn(desk, request) {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return token ? (desk.tokens.get(token) ?? null) : null;
}

/** The answer to a dispatch route; null where the path is none. */
export async function answerDesk(desk, request, response, path, query) {
  const method = request.method;
  if (path === '/api/v1/session' && method === 'POST') {
    const { account, password } = JSON.parse(await bodyOf(request));
    const known = ACCOUNTS[account];
    if (!known || known.password !== password) return problem(401, 'wrong-token', '账号或密码不对', 'There is no such account with this password.');
    const token = createHash('sha256').update(`${account}${Math.random()}`).digest('hex');
    desk.tokens.set(token, { account, ...known });
    return ok({ token, account, role: known.role, unit: known.unit, expires_at: local(desk.now() + 12 * 3_600_000) });
  }
  if (!/^\/api\/v1\/(session|me|units|classes|sources|settings|places|queues|cases|route|stream|attachments)\b/.test(path)) return null;
  const account = signedIn(desk, request);
  if (path === '/api/v1/me' && !account && !request.headers.authorization) return ok({ account: null, role: 'public', unit: null, scope: {} });
  if (!account) return problem(401, 'wrong-token', '需要登录', 'The token is missing or no longer holds.');
  if (path === '/api/v1/session' && method === 'DELETE') {
    desk.tokens.delete(request.headers.authorization.slice(7));
    return { status: 204 };
  }
  if (path === '/api/v1/me') return ok({ account: account.account, role: account.role, unit: account.unit, scope: { units: [...desk.below(account.unit)] } });
  if (path === '/api/v1/units') return ok({ units: desk.units });
  if (path === '/api/v1/classes') return ok({ classes: CLASSES });
  if (path === '/api/v1/sources') return ok({ sources: SOURCES });
  if (path === '/api/v1/settings') return ok(SETTINGS);
  if (path === '/api/v1/places') return ok({ places: desk.places(query.get('q') ?? '') });
  if (path === '/api/v1/queues') return ok(queues(desk, account));
  if (path === '/api/v1/route' && method === 'POST') {
    const asked = JSON.parse(await bodyOf(request));
    return ok(desk.decide(asked, asked.at ? Date.parse(asked.at) : desk.now()));
  }
  if (path === '/api/v1/stream') return void stream(desk, account, request, response) ?? { sent: true };
  if (path === '/api/v1/cases') return method === 'POST' ? create(desk, account, JSON.parse(await bodyOf(request))) : list(desk, account, query);
  return oneCase(desk, account, request, path, query);
}

function create(desk, account, body) {
  for (const field of ['id', 'class', 'source', 'reported_at']) if (!body[field]) return problem(400, 'bad-body', '请求不完整', `${field} is missing`, { field, expected: 'text' });
  if (!SOURCES.some((s) => s.code === body.source)) return problem(400, 'bad-body', '来源未登记', `source is ${body.source}`, { field: 'source', expected: SOURCES.map((s) => s.code).join(', ') });
  const { status, found } = desk.create(body, account.account);
  if (status === 201) desk.onCreate?.(found);
  if (status === 409) return problem(409, 'id-conflict', '编号已用于另一案件', `The identity ${body.id} belongs to a case with another body.`, { field: 'id' });
  return ok(desk.shown(found, { whole: true, account }), status);
}

function scoped(desk, account) {
  const mine = desk.below(account.unit);
  return [...desk.cases.values()].filter((found) => mine.has(found.unit)).sort((a, b) => b.reported - a.reported || b.number - a.number);
}

function list(desk, account, query) {
  const known = ['queue', 'unit', 'helping', 'order', 'stage', 'overdue', 'due_soon', 'class', 'source', 'from', 'to', 'limit', 'after'];
  for (const name of query.keys()) if (!known.includes(name)) return problem(400, 'bad-parameter', '参数无效', `${name} is unknown`, { field: name, expected: known.join(', ') });
  const unit = query.get('unit') ? desk.below(query.get('unit')) : null;
  const fits = (c) =>
    (!query.get('queue') || c.queue === query.get('queue')) && (!unit || unit.has(c.unit)) && (!query.get('stage') || (query.get('stage') === 'open' ? desk.isOpen(c) : query.get('stage').split(',').includes(c.stage))) && (query.get('overdue') !== 'true' || desk.overdue(c)) &&
    (query.get('due_soon') !== 'true' || desk.dueSoon(c)) && (!query.get('class') || c.class.code.startsWith(query.get('class'))) && (!query.get('source') || c.source.code === query.get('source'));
  const all = scoped(desk, account).filter(fits);
  if (query.get('order') === 'due') all.sort((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity) || a.number - b.number);
  const from = query.get('after') ? all.findIndex((c) => c.id === query.get('after')) + 1 : 0;
  const limit = Number(query.get('limit') ?? 50);
  const page = all.slice(from, from + limit);
  return ok({ cases: page.map((c) => desk.shown(c, { account })), next: from + limit < all.length ? page.at(-1).id : null });
}

function queues(desk, account) {
  const all = scoped(desk, account);
  const counts = Object.keys(QUEUE_TITLES).map((queue) => {
    const here = all.filter((c) => c.queue === queue);
    return { queue, title: QUEUE_TITLES[queue], count: here.length, overdue: here.filter(desk.overdue).length, keeper: desk.ref('centre') };
  });
  const byUnit = new Map();
  for (const found of all.filter(desk.isOpen)) {
    const unit = byUnit.get(found.unit) ?? { unit: desk.ref(found.unit), open: 0, overdue: 0, due_soon: 0 };
    byUnit.set(found.unit, unit);
    unit.open += 1;
    if (desk.overdue(found)) unit.overdue += 1;
    if (desk.dueSoon(found)) unit.due_soon += 1;
  }
  return { queues: counts, units: [...byUnit.values()], version: desk.events.length };
}

async function oneCase(desk, account, request, path, query) {
  const [, id, rest] = /^\/api\/v1\/cases\/([^/]+)(?:\/(events|attachments))?$/.exec(path) ?? [];
  const found = desk.cases.get(id);
  if (!found || !desk.below(account.unit).has(found.unit)) return problem(404, 'not-found', '没有这个案件', `There is no case ${id ?? path} in your scope.`);
  if (!rest) return ok(desk.shown(found, { whole: true, account }));
  if (rest === 'events' && request.method === 'GET') return ok({ events: desk.events.filter((event) => event.case === id) });
  const raw = await bodyOf(request);
  if (rest === 'attachments') {
    const digest = createHash('sha256').update(raw).digest('hex');
    desk.files.set(digest, raw);
    const media = request.headers['content-type'] ?? 'application/octet-stream';
    desk.apply(found, 'attach', { digest, bytes: raw.length, media, name: query.get('name') }, account.account);
    return ok({ digest, bytes: raw.length, media }, 201);
  }
  const fields = JSON.parse(raw);
  const lawful = desk.lawful(found);
  if (fields.revision !== undefined && fields.revision !== found.revision) return problem(409, 'revision-conflict', '案件已被他人更新', `The case is at revision ${found.revision}, not ${fields.revision}.`, { field: 'revision', expected: String(found.revision) });
  if (!lawful.includes(fields.act)) return problem(409, 'unlawful-transition', '当前阶段不允许此操作', `${ACTS[fields.act]?.zh ?? fields.act} is not lawful while the case is ${found.stage}.`, { field: 'act', expected: lawful.join(', '), lawful });
  if (['return', 'extend', 'suspend', 'void', 'not-file', 'rework'].includes(fields.act) && !fields.reason) return problem(400, 'bad-body', '缺少理由', 'reason is missing', { field: 'reason', expected: 'one of the reasons of the settings' });
  desk.apply(found, fields.act, fields, account.account, fields.at ? Date.parse(fields.at) : desk.now());
  return ok(desk.shown(found, { whole: true, account }));
}

function stream(desk, account, request, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const tell = (event, found = desk.cases.get(event.case)) => {
    if (!desk.below(account.unit).has(found.unit)) return;
    const data = { number: event.number, case: found.id, act: event.act, stage: found.stage, unit: found.unit, queue: found.queue, due_at: found.due ? local(found.due) : null, overdue: desk.overdue(found) };
    response.write(`event: case\nid: ${event.number}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  response.write(': hello\n\n');
  const last = Number(request.headers['last-event-id'] ?? NaN);
  if (Number.isFinite(last)) for (const event of desk.events.slice(last)) tell(event);
  const alive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS);
  desk.listeners.add(tell);
  response.on('close', () => {
    clearInterval(alive);
    desk.listeners.delete(tell);
  });
}
