// The figures of the mock server: legends, tiles of cells, hexagons, density, points and flow, and the lists beside them.
import geojsonvt from 'geojson-vt';
import vtpbf from 'vt-pbf';
import { area, cellKm2, chosen, FILTERS, instant, leastOf, local, Refused, series, top } from './mock-facts.mjs';
import { CLASSES, STAGES, title } from './mock-desk-data.mjs';
import { png } from './mock-png.mjs';

const DAY = 86_400_000;
const MVT = 'application/vnd.mapbox-vector-tile';
const t = (zh, en) => ({ zh, en });
const RAMPS = { cividis: ['#00224e', '#123570', '#3b496c', '#575d6d', '#707173', '#8a8678', '#a59c74', '#c3b369', '#e1cc55', '#fee838'], batlow: ['#011959', '#103f60', '#1c5a62', '#3c6d56', '#687b3e', '#9d892b', '#d29343', '#f8a17b', '#fdb7bc', '#faccfa'], vik: ['#001261', '#033e7d', '#1e6f9d', '#71a8c4', '#c9dde7', '#eacebd', '#d39774', '#be6533', '#8b2706', '#590008'] };
const MEASURES = {
  count: [t('案件数', 'Cases'), t('件', 'cases'), 'cividis'], 'per-km2': [t('案件密度', 'Cases by area'), t('件/平方公里·30天', 'cases per km² and 30 days'), 'cividis'],
  'per-thousand': [t('千人案件数', 'Cases by residents'), t('件/千人·30天', 'cases per 1,000 residents and 30 days'), 'cividis'], 'per-patrol': [t('巡查发案率', 'Cases by patrol'), t('件/百巡查小时', 'cases per 100 hours of patrol'), 'cividis'],
  'overdue-share': [t('超时率', 'Overtime rate'), t('%（占可评判案件）', '% of the cases that can be judged'), 'batlow'], change: [t('较上期变化', 'Change against the period before'), t('%（较上期）', '% of the period before'), 'vik'], 'z-score': [t('较上期变化（标准差）', 'Change in standard deviations'), t('标准差', 'standard deviations'), 'vik'],
};
const BREAKS = { 'overdue-share': [2, 4, 6, 8, 10, 15, 20, 30], change: [-75, -50, -25, -10, 10, 25, 50, 75], 'z-score': [-3, -2, -1, -0.5, 0.5, 1, 2, 3] };

function colour(ramp, share) {
  const stops = RAMPS[ramp];
  const at = Math.max(0, Math.min(1, share)) * (stops.length - 1);
  const [a, b] = [stops[Math.floor(at)], stops[Math.ceil(at)]].map((hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16)));
  return `#${a.map((v, k) => Math.round(v + (b[k] - v) * (at % 1)).toString(16).padStart(2, '0')).join('')}`;
}
function niceBreaks(largest, least) {
  const all = [];
  for (let ten = 0.1; ten <= 1e6; ten *= 10) for (const one of [1, 2, 5]) all.push(Number((one * ten).toPrecision(1)));
  return all.filter((at) => at >= least && at <= Math.max(1, largest)).slice(-8);
}
const period = (query) => ({ from: query.get('from') ? local(instant(query.get('from'))) : null, to: query.get('to') ? local(instant(query.get('to'))) : null, days: query.get('from') && query.get('to') ? (instant(query.get('to')) - instant(query.get('from'))) / DAY : 0 });

/** What each group of cases shows, by key. */
function figures(facts, query, account, keyOf, cells) {
  const measure = query.get('measure') ?? 'count';
  if (!MEASURES[measure]) throw new Refused('measure', `there is no measure “${measure}”`, `one of ${Object.keys(MEASURES).join(', ')}`);
  const { days } = period(query);
  if (days === 0 && !['count', 'overdue-share'].includes(measure)) throw new Refused('from', `${measure} needs a period`, 'from and to');
  const tally = (rows) => {
    const found = new Map();
    for (const row of rows) {
      const key = keyOf(row);
      const sum = found.get(key) ?? { cases: 0, late: 0 };
      found.set(key, sum);
      sum.cases += 1;
      if (row.late) sum.late += 1;
    }
    return found;
  };
  const rows = chosen(facts, query, account);
  const now = tally(rows);
  const back = ['change', 'z-score'].includes(measure) ? tally(chosen(facts, query, account, { from: query.get('before') ?? local(instant(query.get('from')) - days * DAY), to: local((query.get('before') ? instant(query.get('before')) : instant(query.get('from')) - days * DAY) + days * DAY) })) : null;
  const least = leastOf(account);
  const shown = new Map();
  for (const { code, km2, residents, patrol } of cells) {
    const { cases, late } = now.get(code) ?? { cases: 0, late: 0 };
    const before = back?.get(code)?.cases ?? 0;
    const value = { count: cases, 'per-km2': (cases * 30) / (km2 * days), 'per-thousand': residents ? (cases * 30_000) / (residents * days) : 'no-exposure', 'per-patrol': patrol ? (cases * 100) / (patrol * days) : 'no-exposure', 'overdue-share': cases ? (late * 100) / cases : 'nothing-judged', change: before ? ((cases - before) * 100) / before : 'nothing-before', 'z-score': before + cases ? (cases - before) / Math.sqrt(before + cases) : 'nothing-before' }[measure];
    shown.set(code, cases > 0 && cases < least ? { missing: 'withheld' } : typeof value === 'string' ? { cases, missing: value } : { cases, value });
  }
  const largest = Math.max(0, ...[...shown.values()].map((cell) => cell.value ?? 0));
  const breaks = BREAKS[measure] ?? niceBreaks(largest, measure === 'count' ? 1 : 0);
  for (const cell of shown.values()) if (cell.value !== undefined) cell.class = breaks.filter((at) => at <= cell.value).length;
  return { measure, shown, breaks, rows, least };
}
function exposures(facts, layer) {
  if (!facts.areas.has(layer)) facts.areas.set(layer, facts.cells[layer].map((cell, at) => ({ code: cell.code, km2: cellKm2(cell), residents: at % 17 === 5 ? null : 900 + ((at * 37) % 2400), patrol: at % 11 === 3 ? null : 1 + (at % 5) })));
  return facts.areas.get(layer);
}
const ofLayer = (facts, layer, query, account) => figures(facts, query, account, (row) => row.codes[layer], exposures(facts, layer));

function legendOf(facts, layer, query, found, more = {}) {
  const [name, unit, ramp] = MEASURES[found.measure];
  const cells = [...found.shown.values()];
  return {
    layer, measure: found.measure, title: name, unit, period: period(query), ramp,
    classes: [...found.breaks, null].map((to, at) => ({ class: at, from: found.breaks[at - 1] ?? null, to, colour: colour(ramp, at / found.breaks.length), cells: cells.filter((cell) => cell.class === at).length })),
    cases: found.rows.length, cases_elsewhere: 0, cells: cells.length, cells_without_a_value: cells.filter((cell) => cell.class === undefined).length, cells_merged: 0, least_cases: found.least, plan: Number(query.get('plan') ?? 2), plan_version: 'mock-1', events: facts.desk.events.length, synthetic: true, ...more,
  };
}

const EDGE_M = { 6: 3229, 7: 1221, 8: 461, 9: 174, 10: 66 };
const resolutionOf = (query, zoom) => (/^\d+$/.test(query.get('resolution') ?? '') ? Number(query.get('resolution')) : zoom < 10 ? 7 : zoom < 12 ? 8 : zoom < 14.5 ? 9 : 10);
/** A hexagon is drawn from the zoom on where it has about ten pixels. */
const LEAST_ZOOM = { 6: 6, 7: 8, 8: 10, 9: 12, 10: 14 };
const resolutionsOf = (query) => Object.entries(LEAST_ZOOM).map(([resolution, minzoom]) => ({ resolution: Number(resolution), minzoom, maxzoom: 17 })).filter(({ resolution }) => !/^\d+$/.test(query.get('resolution') ?? '') || resolution === Number(query.get('resolution')));
const LON_M = 111_320 * Math.cos((31.11 * Math.PI) / 180);
function hexOf([lon, lat], edge) {
  const [x, y] = [((lon - 121.38) * LON_M) / edge, ((lat - 31.11) * 110_950) / edge];
  const [q, r] = [(Math.sqrt(3) / 3) * x - y / 3, (2 / 3) * y];
  let [a, b, c] = [Math.round(q), Math.round(r), Math.round(-q - r)];
  const [da, db, dc] = [Math.abs(a - q), Math.abs(b - r), Math.abs(c + q + r)];
  if (da > db && da > dc) a = -b - c;
  else if (db > dc) b = -a - c;
  return [a, b];
}
function hexes(facts, query, account, resolution) {
  const edge = EDGE_M[resolution];
  const keyOf = (row) => hexOf(row.place, edge).join('/');
  const places = new Map(facts.rows.map((row) => [keyOf(row), hexOf(row.place, edge)]));
  const found = figures(facts, query, account, keyOf, [...places.keys()].map((code) => ({ code, km2: (2.598 * edge * edge) / 1e6, residents: null, patrol: null })));
  const features = [...places].map(([key, [a, b]]) => {
    const [cx, cy] = [edge * Math.sqrt(3) * (a + b / 2), edge * 1.5 * b];
    const ring = [0, 1, 2, 3, 4, 5, 0].map((k) => [121.38 + (cx + edge * Math.sin((k * Math.PI) / 3)) / LON_M, 31.11 + (cy + edge * Math.cos((k * Math.PI) / 3)) / 110_950]);
    return { type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties: { code: `mock${resolution}-${key}`, ...found.shown.get(key) } };
  });
  return { found, features };
}

function pointFeatures(facts, query, account, zoom) {
  const rows = chosen(facts, query, account);
  const at = (coordinates, properties) => ({ type: 'Feature', geometry: { type: 'Point', coordinates }, properties });
  if (zoom >= 15) return rows.map((row) => at(row.place, { id: row.id, number: row.number, class: row.class, stage: row.stage, overdue: row.late, reported_at: local(row.at) }));
  const size = 360 / 2 ** zoom / 8;
  const clusters = new Map();
  for (const row of rows) {
    const key = row.place.map((v) => Math.floor(v / size)).join('/');
    const sum = clusters.get(key) ?? { lon: 0, lat: 0, cases: 0, overdue: 0 };
    clusters.set(key, sum);
    sum.lon += row.place[0];
    sum.lat += row.place[1];
    sum.cases += 1;
    if (row.late) sum.overdue += 1;
  }
  return [...clusters.values()].map(({ lon, lat, cases, overdue }) => at([lon / cases, lat / cases], { cases, overdue }));
}

function flows(facts, query, account) {
  const counts = new Map();
  for (const row of chosen(facts, query, account)) {
    const to = row.unit.startsWith('W') ? `S${row.codes.town.slice(6)}` : row.unit;
    const key = `${row.codes.town}>${to}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const towns = facts.district.layers.town.cells;
  const home = (unit) => (unit.startsWith('S') ? towns.get(`990100${unit.slice(1)}`).label : [121.36 + Number(unit.slice(2)) * 0.009, 31.118]);
  const lines = [...counts].map(([key, cases]) => {
    const [from, to] = key.split('>');
    const [a, b] = [towns.get(from).label, home(to)];
    const bow = [0, 0.25, 0.5, 0.75, 1].map((k) => [a[0] + (b[0] - a[0]) * k + (b[1] - a[1]) * 0.5 * k * (1 - k), a[1] + (b[1] - a[1]) * k - (b[0] - a[0]) * 0.5 * k * (1 - k)]);
    return { cases, feature: { type: 'Feature', geometry: { type: 'LineString', coordinates: bow }, properties: { from, to, from_name: towns.get(from).name, to_name: facts.desk.ref(to).name.zh, from_name_en: title(towns.get(from)).en, to_name_en: facts.desk.ref(to).name.en, cases } } };
  }).filter(({ feature }) => String(feature.geometry.coordinates[0]) !== String(feature.geometry.coordinates.at(-1)) && Number.isFinite(feature.geometry.coordinates[2][0]));
  const breaks = [10, 30, 100, 300];
  for (const { cases, feature } of lines) feature.properties.class = breaks.filter((at) => at <= cases).length;
  return { breaks, features: lines.map(({ feature }) => feature), cases: lines.reduce((sum, line) => sum + line.cases, 0) };
}

const STEP_M = 60;
function lattice(facts, query, account) {
  const bandwidth = Number(query.get('bandwidth') ?? 300);
  const rows = chosen(facts, query, account);
  const [cols, lines] = [260, 280];
  const [west, south] = [121.29, 31.03];
  const [dx, dy] = [STEP_M / LON_M, STEP_M / 110_950];
  const values = new Float32Array(cols * lines);
  const reach = Math.ceil(bandwidth / STEP_M);
  const days = period(query).days || 390;
  for (const { place } of rows) {
    const [i, j] = [Math.floor((place[0] - west) / dx), Math.floor((place[1] - south) / dy)];
    for (let b = -reach; b <= reach; b += 1) {
      for (let a = -reach; a <= reach; a += 1) {
        const u = (a * a + b * b) * (STEP_M / bandwidth) ** 2;
        if (u < 1 && i + a >= 0 && i + a < cols && j + b >= 0 && j + b < lines) values[(j + b) * cols + i + a] += (3 / Math.PI) * (1 - u) ** 2 * (1e6 / bandwidth ** 2) * (30 / days);
      }
    }
  }
  return { values, cols, lines, west, south, dx, dy, rows };
}
const BASIS = { places: { name: 'places', note: t('按每件案件的位置计算', 'computed from the place of each case') }, cells: { name: 'cells', note: t('按网格（不足10件的并组）合计数在网格范围内均匀分布计算，不含案件位置', 'computed from the sums of cells, in groups of at least 10 cases, spread evenly over their ground; no place of a case goes in') } };
const DENSITY_BREAKS = [1, 2, 5, 10, 20, 50, 100, 200];
function densityTile(field, z, x, y, as) {
  const size = 256;
  const pixels = Buffer.alloc(size * size * 4);
  for (let py = 0; py < size; py += 1) {
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + (py + 0.5) / size)) / 2 ** z))) * 180) / Math.PI;
    for (let px = 0; px < size; px += 1) {
      const lon = ((x + (px + 0.5) / size) / 2 ** z) * 360 - 180;
      const [u, v] = [(lon - field.west) / field.dx - 0.5, (lat - field.south) / field.dy - 0.5];
      const [i, j] = [Math.floor(u), Math.floor(v)];
      if (i < 0 || j < 0 || i + 1 >= field.cols || j + 1 >= field.lines) continue;
      const at = (a, b) => field.values[(j + b) * field.cols + i + a];
      const value = (at(0, 0) * (1 - u + i) + at(1, 0) * (u - i)) * (1 - v + j) + (at(0, 1) * (1 - u + i) + at(1, 1) * (u - i)) * (v - j);
      if (value < 0.05) continue;
      const whole = Math.min(0xffffff, Math.round(value * 1000));
      const share = DENSITY_BREAKS.filter((step) => step <= value).length / DENSITY_BREAKS.length;
      const rgb = as === 'values' ? [whole >> 16, (whole >> 8) & 255, whole & 255] : [1, 3, 5].map((k) => parseInt(colour('cividis', share).slice(k, k + 2), 16));
      pixels.set([...rgb, 255], (py * size + px) * 4);
    }
  }
  return png(size, size, pixels);
}

/** Keeps the last answers: a pan asks for many tiles of one query. */
class Shelf extends Map {
  of(key, make) {
    if (!this.has(key)) {
      if (this.size > 40) this.delete(this.keys().next().value);
      this.set(key, make());
    }
    return this.get(key);
  }
}
const shelf = new Shelf();
const index = (features) => geojsonvt({ type: 'FeatureCollection', features }, { maxZoom: 17, indexMaxZoom: 3, tolerance: 2, buffer: 64, extent: 4096 });
const ok = (body, type = 'application/json') => ({ status: 200, type, raw: type === 'application/json' ? JSON.stringify(body) : body });
const layerTile = (layers) => (Object.keys(layers).length === 0 ? { status: 204, type: MVT, raw: '' } : ok(Buffer.from(vtpbf.fromGeojsonVt(layers, { version: 2 })), MVT));

/** A tile of a layer with each cell's figures as attributes. */
function cellTile(tiles, layer, found, [z, x, y]) {
  const whole = tiles[layer].cells.getTile(z, x, y);
  if (!whole) return layerTile({});
  const features = whole.features.map((feature) => ({ ...feature, tags: { ...feature.tags, ...found.shown.get(feature.tags.code) } }));
  return layerTile({ cells: { ...whole, features } });
}
const described = (name, query, bounds, more, ending = 'mvt') => ok({ tilejson: '3.0.0', name, tiles: [`/tiles/${name}/{z}/{x}/{y}.${ending}?${query}`], minzoom: 4, maxzoom: 17, bounds, synthetic: true, ...more });

function mapOf(facts, tiles, bounds, path, query, account) {
  const [, group, name, z, x, y, ending] = /^\/(tiles|legend)\/([\w-]+?)(?:\.json|\/(\d+)\/(\d+)\/(\d+)\.(mvt|png))$/.exec(path) ?? [];
  if (!group) return null;
  const special = ['density', 'h3', 'points', 'flow'].includes(name);
  if (!special && !(tiles[name] && query.has('measure'))) return null;
  const own = ['measure', 'plan', 'as_of', 'v', 'resolution', 'bandwidth', 'edge', 'as', 'ramp', 'zoom'];
  for (const parameter of query.keys()) if (!FILTERS.includes(parameter) && !own.includes(parameter)) throw new Refused(parameter, `${parameter} is unknown`, [...FILTERS, ...own].join(', '));
  if (name === 'points' && !account) throw new Refused(undefined, '公众不能查看案件点位', 'an account of a unit', 403);
  const address = z === undefined ? null : [z, x, y].map(Number);
  const who = account?.account ?? '';
  const key = `${name}?${query}@${who}`;
  if (group === 'tiles' && !address) {
    chosen(facts, query, account);
    const layer = { density: [], h3: 'cells', points: 'points', flow: 'flow' }[name] ?? 'cells';
    return name === 'density' ? described(name, query, bounds, { tileSize: 256, encoding: { base: 0, step: 0.001 } }, 'png') : described(name, query, bounds, { vector_layers: [{ id: layer, fields: {} }], ...(name === 'h3' && query.has('resolution') ? { minzoom: resolutionsOf(query)[0]?.minzoom } : {}) });
  }
  if (name === 'density') {
    const field = shelf.of(key, () => lattice(facts, query, account));
    if (address) return ending === 'png' ? ok(densityTile(field, ...address, query.get('as') ?? 'picture'), 'image/png') : null;
    const classes = [...DENSITY_BREAKS, null].map((to, at) => ({ class: at, from: DENSITY_BREAKS[at - 1] ?? null, to, colour: colour('cividis', at / DENSITY_BREAKS.length) }));
    return ok({ layer: 'density', measure: 'density', title: t('案件核密度', 'Density of cases'), unit: t('件/平方公里·30天', 'cases per km² and 30 days'), period: period(query), ramp: 'cividis', classes, cases: field.rows.length, bandwidth_m: Number(query.get('bandwidth') ?? 300), edge: query.get('edge') ?? 'none', kernel: 'quartic', basis: BASIS[account ? 'places' : 'cells'], least_cases: leastOf(account), events: facts.desk.events.length, synthetic: true });
  }
  if (name === 'h3') {
    const resolution = resolutionOf(query, address?.[0] ?? Number(query.get('zoom') ?? 12));
    const { found, features } = shelf.of(`${key}#${resolution}`, () => hexes(facts, query, account, resolution));
    if (!address) return ok(legendOf(facts, 'h3', query, found, { resolution, resolutions: resolutionsOf(query), edge_m: EDGE_M[resolution] }));
    if (query.has('resolution') && address[0] < LEAST_ZOOM[resolution]) throw new Refused('z', `zoom ${address[0]} has no hexagons of resolution ${resolution}`, `${LEAST_ZOOM[resolution]} to 17, or resolution=auto`);
    const tile = shelf.of(`${key}#${resolution}tiles`, () => index(features)).getTile(...address);
    return layerTile(tile ? { cells: tile } : {});
  }
  if (name === 'flow') {
    const found = shelf.of(key, () => flows(facts, query, account));
    if (!address) return ok({ layer: 'flow', measure: 'flow', title: t('案件流向：发生地 → 责任单位', 'Flow of cases: where it happened → who must act'), unit: t('件', 'cases'), period: period(query), classes: [...found.breaks, null].map((to, at) => ({ class: at, from: found.breaks[at - 1] ?? null, to, colour: '#14466b', width_px: 1 + at * 1.8 })), flows: found.features.map(({ properties }) => ({ cases: properties.cases })).sort((a, b) => b.cases - a.cases), flows_left_out: 0, cases: found.cases, least_cases: leastOf(account), synthetic: true });
    const tile = shelf.of(`${key}tiles`, () => index(found.features)).getTile(...address);
    return layerTile(tile ? { flow: tile } : {});
  }
  if (name === 'points') {
    if (!address) return ok({ layer: 'points', measure: 'points', title: t('案件点位', 'Cases as points'), unit: t('件', 'cases'), period: period(query), classes: [], cases: chosen(facts, query, account).length, synthetic: true });
    const tile = shelf.of(`${key}#${Math.min(15, address[0])}`, () => index(pointFeatures(facts, query, account, address[0]))).getTile(...address);
    return layerTile(tile ? { points: tile } : {});
  }
  const found = shelf.of(key, () => ofLayer(facts, name, query, account));
  return address ? cellTile(tiles, name, found, address) : ok(legendOf(facts, name, query, found));
}

function cellRows(facts, query, account) {
  const layer = query.get('layer') ?? 'unit';
  const found = ofLayer(facts, layer, query, account);
  const [name, unit] = MEASURES[found.measure];
  const rows = facts.cells[layer].map((cell) => ({ code: cell.code, name: title(cell), area_km2: Math.round(cellKm2(cell) * 1e4) / 1e4, ...found.shown.get(cell.code), rings: cell.rings }));
  const head = { measure: found.measure, title: name, unit, period: period(query), plan: 2, plan_version: 'mock-1', events: facts.desk.events.length, least_cases: found.least, synthetic: true };
  if (query.get('format') === 'csv') return ok(['code,name,cases,value,class,missing,area_km2,synthetic', ...rows.map((row) => [row.code, row.name?.zh ?? '', row.cases ?? '', row.value ?? '', row.class ?? '', row.missing ?? '', row.area_km2, 'synthetic'].join(','))].join('\n'), 'text/csv; charset=utf-8');
  if (query.get('format') === 'geojson') return ok(JSON.stringify({ type: 'FeatureCollection', ...head, features: rows.map(({ rings, ...properties }) => ({ type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: rings } })) }), 'application/geo+json');
  return ok({ ...head, cells: rows.map(({ rings: _, ...row }) => row) });
}

/** The answer to a route of figures; null where the path is none. */
export async function answerFigures({ facts, tiles, bounds, account, request, response, path, query, bodyOf }) {
  try {
    if (path === '/api/v1/figures/series') return ok(series(facts, query, account));
    if (path === '/api/v1/figures/top') return ok(top(facts, query, account));
    if (path === '/api/v1/figures/cells') return cellRows(facts, query, account);
    if (path === '/api/v1/exports/cells.gpkg') throw new Refused(undefined, 'the mock server writes no GeoPackage', 'another format', 404);
    if (path === '/api/v1/figures/area' && request.method === 'POST') return ok(area(facts, JSON.parse(await bodyOf(request)), account));
    if (path === '/api/v1/stream/tiles') return void stream(facts, request, response) ?? { sent: true };
    if (path === '/api/v1/cases' && query.get('cell') && account) return ok(casesOf(facts, query, account));
    return mapOf(facts, tiles, bounds, path, query, account);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const status = error.status;
    return { status, type: 'application/problem+json', raw: JSON.stringify({ type: `urn:gridward:problem:${status === 403 ? 'forbidden' : 'bad-parameter'}`, title: status === 403 ? 'Forbidden' : 'A parameter cannot be used', status, detail: error.message, field: error.field, expected: error.expected }) };
  }
}

function casesOf(facts, query, account) {
  const rows = chosen(facts, query, account).toReversed();
  const from = query.get('after') ? rows.findIndex((row) => row.id === query.get('after')) + 1 : 0;
  const limit = Number(query.get('limit') ?? 50);
  const shown = rows.slice(from, from + limit).map((row) => ({ id: row.id, number: row.number, class: { code: row.class, name: CLASSES.find((node) => node.code === row.class).name }, source: { code: row.source, name: row.source }, stage: row.stage, stage_title: STAGES[row.stage], reported_at: local(row.at), overdue: row.late, place: { lon: row.place[0], lat: row.place[1] }, unit: facts.desk.ref(row.unit), queue: null, revision: 1, synthetic: true }));
  return { cases: shown, next: from + limit < rows.length ? shown.at(-1).id : null };
}

/** A case that was just registered counts, and every viewer hears where. */
export function noteCase(facts, found) {
  const layers = found.assignment?.layers ?? [];
  const codes = Object.fromEntries(layers.filter((layer) => layer.code).map((layer) => [layer.layer, layer.code]));
  if (!found.place || !codes.unit) return;
  const row = { id: found.id, number: found.number, at: found.reported, place: [found.place.lon, found.place.lat], codes, class: found.class.code, source: found.source.code, unit: found.unit, stage: found.stage, late: false };
  facts.rows.push(row);
  facts.rows.sort((a, b) => a.at - b.at);
  shelf.clear();
  for (const tell of facts.desk.viewers ?? []) tell(facts.desk.events.length, row);
}

function stream(facts, request, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  const tell = (event, row) => response.write(`event: tiles\nid: ${event}\ndata: ${JSON.stringify({ event, cells: Object.fromEntries(Object.entries(row.codes).map(([layer, code]) => [layer, [code]])), places: [row.place] })}\n\n`);
  facts.desk.viewers ??= new Set();
  facts.desk.viewers.add(tell);
  const alive = setInterval(() => response.write(': still here\n\n'), 15_000);
  response.on('close', () => {
    clearInterval(alive);
    facts.desk.viewers.delete(tell);
  });
}
