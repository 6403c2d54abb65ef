// An invented district for looking at the map application without the real server: a warped lattice of unit grids,
// grouped into responsibility grids, communities and towns that nest as DESIGN.md says. Nothing here is a real place.

const COLUMNS = 36;
const ROWS = 42;
const BLOCK = 6; // unit grids along one side of a town's building block
const CENTRE = { lon: 121.38, lat: 31.11 };
const SPAN = { lon: 0.142, lat: 0.134 };
const DISTRICT_CODE = '990100';

const TOWNS = [
  ['001', '柳溪街道', 1.2, 5.6], ['002', '石桥街道', 3.4, 5.8], ['003', '春申街道', 4.7, 4.4],
  ['101', '荷塘镇', 1.0, 3.6], ['102', '白鹭镇', 2.9, 3.4], ['103', '竹港镇', 4.9, 2.3],
  ['104', '云台镇', 1.1, 1.7], ['105', '南圩镇', 3.0, 1.2], ['501', '渔浦工业区', 4.5, 0.4],
];
const COMMUNITY_WORDS = ['东园', '西园', '南泾', '北浜', '学府', '河滨', '新村', '老街', '花苑', '广场', '桥头', '田园'];

const noise = (a, b) => {
  const s = Math.sin(a * 127.1 + b * 311.7) * 43758.5453;
  return s - Math.floor(s) - 0.5;
};
const step = (value) => Math.round(value * 1e7) / 1e7;

/** A lattice position, fractions allowed, to a warped place in degrees. */
function place(i, j) {
  const u = i / COLUMNS - 0.5;
  const v = j / ROWS - 0.5;
  const x = u + 0.045 * Math.sin(5.1 * v + 1.3) + 0.012 * Math.sin(21 * v + 9 * u) + 0.004 * noise(i, j);
  const y = v + 0.05 * Math.sin(4.3 * u + 0.4) + 0.011 * Math.sin(19 * u - 7 * v) + 0.004 * noise(j, i + 99);
  return [step(CENTRE.lon + SPAN.lon * x), step(CENTRE.lat + SPAN.lat * y)];
}

function townOf(bi, bj) {
  const dx = (bi + 0.5 - 3) / 3.3;
  const dy = (bj + 0.5 - 3.5) / 3.7;
  if (dx * dx + dy * dy > 1) return null;
  const away = ([, , x, y]) => (bi + 0.5 - x) ** 2 + (bj + 0.5 - y) ** 2;
  return TOWNS.reduce((best, town) => (away(town) < away(best) ? town : best));
}

/** All unit grids, each with the codes of the cells above it. */
function units() {
  const found = [];
  const seen = { community: new Map(), responsibility: new Map(), unit: new Map() };
  const number = (kind, scope, key) => {
    const known = seen[kind].get(scope) ?? seen[kind].set(scope, new Map()).get(scope);
    if (!known.has(key)) known.set(key, known.size + 1);
    return known.get(key);
  };
  for (let j = ROWS - 1; j >= 0; j -= 1) {
    for (let i = 0; i < COLUMNS; i += 1) {
      const town = townOf(Math.floor(i / BLOCK), Math.floor(j / BLOCK));
      if (!town) continue;
      const townCode = DISTRICT_CODE + town[0];
      const c = number('community', townCode, `${Math.floor(i / 3)}/${Math.floor(j / 2)}`);
      const r = number('responsibility', townCode, `${Math.floor(i / 3)}/${Math.floor(j / 3)}`);
      const community = townCode + String(c).padStart(3, '0');
      const responsibility = `${townCode}R${String(r).padStart(2, '0')}`;
      const u = number('unit', community, `${i}/${j}`);
      found.push({ i, j, codes: { district: DISTRICT_CODE, town: townCode, community, responsibility, unit: community + String(u).padStart(3, '0') } });
    }
  }
  return found;
}

function cellName(layer, code) {
  const town = TOWNS.find(([t]) => t === code.slice(6, 9))?.[1];
  if (layer === 'district') return '示范区';
  if (layer === 'town') return town;
  const n = Number(code.slice(-2));
  if (layer === 'community') return `${COMMUNITY_WORDS[n % 12]}${n > 11 ? '第二' : ''}居委会`;
  if (layer === 'responsibility') return `${town.replace(/街道|镇|工业区/, '')} ${String(n).padStart(2, '0')} 责任网格`;
  return '';
}
const PARENT = { town: 'district', community: 'town', responsibility: 'town', unit: 'community' };

/** The four sides of a unit grid: an undirected key, its points from low to high, and the neighbour beyond. */
function sides(i, j) {
  const line = (a, b, c, d) => [0, 1 / 3, 2 / 3, 1].map((t) => place(a + (c - a) * t, b + (d - b) * t));
  return [
    { key: `h${i}/${j}`, points: line(i, j, i + 1, j), away: `${i}/${j - 1}`, forward: true },
    { key: `v${i + 1}/${j}`, points: line(i + 1, j, i + 1, j + 1), away: `${i + 1}/${j}`, forward: true },
    { key: `h${i}/${j + 1}`, points: line(i, j + 1, i + 1, j + 1), away: `${i}/${j + 1}`, forward: false },
    { key: `v${i}/${j}`, points: line(i, j, i, j + 1), away: `${i - 1}/${j}`, forward: false },
  ];
}

/** Joins directed pieces end to end into closed rings. */
function rings(pieces) {
  const from = new Map();
  for (const piece of pieces) {
    const start = String(piece[0]);
    from.set(start, [...(from.get(start) ?? []), piece]);
  }
  const closed = [];
  for (const [start] of from) {
    while (from.get(start)?.length) {
      const ring = [];
      let at = start;
      while (from.get(at)?.length) {
        const piece = from.get(at).shift();
        ring.push(...piece.slice(ring.length ? 1 : 0));
        at = String(piece.at(-1));
      }
      closed.push(ring);
    }
  }
  return closed;
}

/** Joins undirected pieces into lines as long as possible, so that dashes run on. */
function chains(pieces) {
  const ends = new Map();
  const touch = (point, piece) => ends.set(point, [...(ends.get(point) ?? []), piece]);
  for (const piece of pieces) for (const p of [piece.points[0], piece.points.at(-1)]) touch(String(p), piece);
  const used = new Set();
  const lines = [];
  const follow = (line, point) => {
    for (;;) {
      const here = ends.get(String(point)).filter((p) => !used.has(p.key));
      if (ends.get(String(point)).length !== 2 || here.length !== 1) return;
      used.add(here[0].key);
      const on = String(here[0].points[0]) === String(point) ? here[0].points : [...here[0].points].reverse();
      line.push(...on.slice(1));
      point = on.at(-1);
    }
  };
  for (const piece of pieces) {
    if (used.has(piece.key)) continue;
    used.add(piece.key);
    const line = [...piece.points];
    follow(line, line.at(-1));
    line.reverse();
    follow(line, line.at(-1));
    lines.push(line);
  }
  return lines;
}

/** The whole fixture: per layer its cells, border lines and border segments that know both sides. */
export function buildDistrict() {
  const all = units();
  const at = new Map(all.map((unit) => [`${unit.i}/${unit.j}`, unit]));
  const layers = {};
  for (const name of ['district', 'town', 'community', 'responsibility', 'unit']) {
    const cells = new Map();
    const borders = new Map();
    for (const unit of all) {
      const code = unit.codes[name];
      const cell = cells.get(code) ?? { code, name: cellName(name, code), parent: unit.codes[PARENT[name]] ?? null, pieces: [], middles: [] };
      cells.set(code, cell);
      cell.middles.push(place(unit.i + 0.5, unit.j + 0.5));
      for (const side of sides(unit.i, unit.j)) {
        const beyond = at.get(side.away)?.codes[name] ?? null;
        if (beyond === code) continue;
        cell.pieces.push(side.forward ? side.points : [...side.points].reverse());
        borders.set(side.key, { key: side.key, points: side.points, codes: [code, beyond] });
      }
    }
    for (const cell of cells.values()) {
      cell.rings = rings(cell.pieces);
      const mean = [0, 1].map((k) => cell.middles.reduce((sum, m) => sum + m[k], 0) / cell.middles.length);
      cell.label = cell.middles.reduce((a, b) => (Math.hypot(a[0] - mean[0], a[1] - mean[1]) <= Math.hypot(b[0] - mean[0], b[1] - mean[1]) ? a : b));
    }
    layers[name] = { cells, borders: [...borders.values()], lines: chains([...borders.values()]) };
  }
  return { units: all, layers, streets: streets(at) };
}

function streets(at) {
  const found = [];
  const add = (name, kind, points) => points.length > 1 && found.push({ name, class: kind, points });
  const run = (name, kind, inside, point, length) => {
    let points = [];
    for (let t = 0; t <= length; t += 1) {
      if (inside(t)) points.push(point(t), point(t + 0.5));
      else { add(name, kind, points); points = []; }
    }
    add(name, kind, points);
  };
  for (let i = 1; i < COLUMNS; i += 1) {
    const kind = i % 12 === 0 ? 'main' : i % 3 === 0 ? 'secondary' : 'lane';
    run(`${'临柳石荷白竹云南渔春'[i % 10]}${'泉川安宁和'[i % 5]}路`, kind, (t) => at.has(`${i}/${t}`), (t) => place(i, t), ROWS);
  }
  for (let j = 1; j < ROWS; j += 1) {
    const kind = j % 12 === 0 ? 'main' : j % 3 === 0 ? 'secondary' : 'lane';
    run(`${'永康兴文德广景平长嘉'[j % 10]}${'盛昌丰乐华'[j % 5]}路`, kind, (t) => at.has(`${t}/${j}`), (t) => place(t, j), COLUMNS);
  }
  return found;
}
