// Serves the built map application and the invented district of fixture.mjs, with the routes and the strict
// Content-Security-Policy of the real server. `node mock-server.mjs [port]`, default 8090.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import geojsonvt from 'geojson-vt';
import vtpbf from 'vt-pbf';
import { buildDistrict } from './fixture.mjs';
import { answerDesk, bodyOf, buildDesk, signedIn } from './mock-desk.mjs';
import { buildFacts } from './mock-facts.mjs';
import { title } from './mock-desk-data.mjs';
import { answerFigures, noteCase } from './mock-figures.mjs';
import { locate } from './mock-locate.mjs';

const DIST = fileURLToPath(new URL('../../tiles-server/web/dist/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json' };
const PLANS = [
  { number: 1, valid_from: '2024-01-01T00:00:00+08:00', valid_to: '2026-01-01T00:00:00+08:00', in_force: false },
  { number: 2, valid_from: '2026-01-01T00:00:00+08:00', valid_to: null, in_force: true },
];
const SYNTHETIC = { zh: '示范数据：内部边界由程序合成，不是实际网格。', en: 'Demonstration data: interior borders are synthetic, not real grids.' };
const SOURCED = { zh: '示范轮廓。', en: 'Example outline.' };
const LAYERS = [
  ['district', '区', 'District', 'district', false], ['town', '街镇', 'Town', 'town', false],
  ['community', '居村委工作站', 'Community workstation', 'community', true],
  ['responsibility', '责任网格', 'Responsibility grid', 'responsibility-grid', true], ['unit', '单元网格', 'Unit grid', 'unit-grid', true],
].map(([name, zh, en, role, synthetic], order) => ({ name, title: { zh, en }, role, minzoom: 4, maxzoom: 16, synthetic, note: synthetic ? SYNTHETIC : SOURCED, order }));
const titles = Object.fromEntries(LAYERS.map((layer) => [layer.name, layer.title]));

const feature = (type, coordinates, properties) => ({ type: 'Feature', geometry: { type, coordinates }, properties });
const collection = (features) => ({ type: 'FeatureCollection', features });
const index = (features) => geojsonvt(collection(features), { maxZoom: 16, indexMaxZoom: 4, tolerance: 2, buffer: 64, extent: 4096 });

export function startMock({ port = 0, dist = DIST } = {}) {
  const district = buildDistrict();
  const tiles = { basemap: { streets: index(district.streets.map((s) => feature('LineString', s.points, { name: s.name, class: s.class }))) } };
  for (const { name, synthetic } of LAYERS) {
    const layer = district.layers[name];
    const cells = [...layer.cells.values()];
    tiles[name] = {
      cells: index(cells.map((c) => feature('Polygon', c.rings, { code: c.code, ...(c.name ? { name: c.name, name_en: title(c).en } : {}), ...(synthetic ? { synthetic } : {}) }))),
      borders: index(layer.lines.map((line) => feature('LineString', line, { outer: false }))),
      labels: index(cells.map((c) => feature('Point', c.label, { code: c.code, name: c.name, ...(c.name ? { name_en: title(c).en } : {}) }))),
    };
  }
  const [lons, lats] = [0, 1].map((k) => district.layers.district.lines.flat().map((p) => p[k]));
  const bounds = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  const desk = buildDesk(district, titles);
  const facts = buildFacts(district, desk);
  desk.onCreate = (found) => noteCase(facts, found);
  clock = desk.now;
  const server = createServer((request, response) => {
    handle({ request, response, district, desk, facts, tiles, bounds, dist }).catch((error) => {
      problem(response, 500, 'internal', 'Internal error', String(error));
    });
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve({ url: `http://127.0.0.1:${server.address().port}`, close: () => (server.closeAllConnections(), server.close()) }));
  });
}

let clock = () => Date.now();
function send(response, status, type, body, headers = {}) {
  response.writeHead(status, {
    'content-type': type,
    'content-security-policy': "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    date: new Date(clock()).toUTCString(),
    ...headers,
  });
  response.end(body);
}
const json = (response, value) => send(response, 200, 'application/json', JSON.stringify(value));
function problem(response, status, type, title, detail, more = {}) {
  send(response, status, 'application/problem+json', JSON.stringify({ type: `urn:gridward:problem:${type}`, title, status, detail, ...more }));
}

async function handle({ request, response, district, desk, facts, tiles, bounds, dist }) {
  const url = new URL(request.url, 'http://mock');
  const path = decodeURIComponent(url.pathname);
  if (path === '/api/v1/district') {
    return json(response, { name: { zh: '示范区', en: 'Example District' }, bounds, plans: PLANS, layers: LAYERS, basemap: true });
  }
  if (path === '/api/v1/locate') return answerLocate(response, url.searchParams, district);
  const shown = await answerFigures({ facts, tiles, bounds, account: signedIn(desk, request), request, response, path, query: url.searchParams, bodyOf });
  if (shown?.sent) return undefined;
  if (shown) return send(response, shown.status, shown.type, shown.raw, { 'cache-control': 'no-store' });
  const answered = await answerDesk(desk, request, response, path, url.searchParams);
  if (answered?.sent) return undefined;
  if (answered) return send(response, answered.status, answered.type ?? 'text/plain', answered.body === undefined ? '' : JSON.stringify(answered.body), { 'cache-control': 'no-store' });
  if (path === '/basemap.json') {
    return json(response, { tilejson: '3.0.0', tiles: ['/basemap/{z}/{x}/{y}.mvt'], minzoom: 9, maxzoom: 16, bounds, attribution: '示范道路', vector_layers: [{ id: 'streets', fields: {} }] });
  }
  const tilejson = /^\/tiles\/(\w+)\.json$/.exec(path);
  if (tilejson && tiles[tilejson[1]]) {
    const layer = LAYERS.find((l) => l.name === tilejson[1]);
    const query = url.searchParams.has('plan') ? `?plan=${url.searchParams.get('plan')}` : '';
    const vector_layers = ['cells', 'borders', 'labels'].map((id) => ({ id, fields: {} }));
    return json(response, { tilejson: '3.0.0', tiles: [`/tiles/${layer.name}/{z}/{x}/{y}.mvt${query}`], minzoom: layer.minzoom, maxzoom: layer.maxzoom, bounds, vector_layers });
  }
  const tile = /^\/(?:tiles\/)?(\w+)\/(\d+)\/(\d+)\/(\d+)\.mvt$/.exec(path);
  if (tile && tiles[tile[1]]) {
    const [z, x, y] = tile.slice(2).map(Number);
    const layers = {};
    for (const [name, source] of Object.entries(tiles[tile[1]])) {
      const found = source.getTile(z, x, y);
      if (found) layers[name] = found;
    }
    if (Object.keys(layers).length === 0) return send(response, 204, 'application/vnd.mapbox-vector-tile');
    return send(response, 200, 'application/vnd.mapbox-vector-tile', Buffer.from(vtpbf.fromGeojsonVt(layers, { version: 2 })));
  }
  if (/^\/(api|tiles|basemap)/.test(path)) return problem(response, 404, 'not-found', 'Not found', `Nothing is served at ${path}.`);
  const file = normalize(join(dist, path === '/' ? 'index.html' : path));
  if (!file.startsWith(dist)) return problem(response, 404, 'not-found', 'Not found', path);
  try {
    send(response, 200, TYPES[extname(file)] ?? 'application/octet-stream', await readFile(file));
  } catch {
    problem(response, 404, 'not-found', 'Not found', path);
  }
}

function answerLocate(response, query, district) {
  const number = (name) => (query.get(name) === null || query.get(name) === '' ? NaN : Number(query.get(name)));
  const [lon, lat] = [number('lon'), number('lat')];
  if (!(lon >= -180 && lon <= 180)) return problem(response, 400, 'bad-parameter', 'A parameter cannot be used', `lon is ${query.get('lon')}`, { field: 'lon', expected: 'degrees from -180 to 180' });
  if (!(lat >= -90 && lat <= 90)) return problem(response, 400, 'bad-parameter', 'A parameter cannot be used', `lat is ${query.get('lat')}`, { field: 'lat', expected: 'degrees from -90 to 90' });
  const as_of = query.get('as_of')?.slice(0, 10) ?? '2026-11-22';
  const plan = PLANS.find((p) => p.valid_from.slice(0, 10) <= as_of && (!p.valid_to || as_of < p.valid_to.slice(0, 10)));
  if (!plan) return problem(response, 404, 'no-plan', 'No plan was in force', `No plan was in force on ${as_of}.`, { field: 'as_of', expected: `a date from ${PLANS[0].valid_from.slice(0, 10)} on` });
  const datum = query.get('datum') ?? 'wgs84';
  const shift = { wgs84: [0, 0], cgcs2000: [0, 0], gcj02: [-0.00455, 0.0019], bd09: [-0.0111, -0.0041] }[datum];
  if (!shift) return problem(response, 400, 'bad-parameter', 'A parameter cannot be used', `datum is ${datum}`, { field: 'datum', expected: 'wgs84, cgcs2000, gcj02 or bd09' });
  json(response, locate(district, titles, { point: [lon + shift[0], lat + shift[1]], accuracy_m: number('accuracy_m') || 0, plan, datum }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startMock({ port: Number(process.argv[2] ?? 8090) });
  console.log(`mock server on ${url}`);
}
