// Answers /api/v1/locate for the fixture by brute force: good enough to look at, no claim to be the engine.

const METRES_PER_DEGREE = 111_320;

function inside(rings, [x, y]) {
  let odd = false;
  for (const ring of rings) {
    for (let k = 0, l = ring.length - 1; k < ring.length; l = k, k += 1) {
      const [ax, ay] = ring[k];
      const [bx, by] = ring[l];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
  }
  return odd;
}

function distanceM([x, y], [ax, ay], [bx, by]) {
  const k = Math.cos((y * Math.PI) / 180);
  const [dx, dy, px, py] = [(bx - ax) * k, by - ay, (x - ax) * k, y - ay];
  const t = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - t * dx, py - t * dy) * METRES_PER_DEGREE;
}

function nearestBorder(layer, point, code) {
  let best = { border_m: Infinity, rival: null };
  for (const border of layer.borders) {
    if (code && !border.codes.includes(code)) continue;
    for (let k = 1; k < border.points.length; k += 1) {
      const d = distanceM(point, border.points[k - 1], border.points[k]);
      if (d < best.border_m) best = { border_m: d, rival: border.codes.find((c) => c !== code) ?? null };
    }
  }
  return best;
}

const cellAt = (layer, point) => {
  for (const cell of layer.cells.values()) if (inside(cell.rings, point)) return cell;
  return null;
};

function shares(layer, [lon, lat], radius_m) {
  const counts = new Map();
  const n = 160;
  for (let k = 0; k < n; k += 1) {
    const r = (radius_m * Math.sqrt((k + 0.5) / n)) / METRES_PER_DEGREE;
    const a = k * 2.399963;
    const cell = cellAt(layer, [lon + (r * Math.cos(a)) / Math.cos((lat * Math.PI) / 180), lat + r * Math.sin(a)]);
    if (cell) counts.set(cell.code, (counts.get(cell.code) ?? 0) + 1 / n);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function explain(status, border_m, layerTitle) {
  const d = border_m === null ? '' : border_m.toFixed(1);
  const words = {
    inside: [`位置在该${layerTitle.zh}内部，离最近的边界 ${d} 米。`, `The place is inside this ${layerTitle.en.toLowerCase()}, ${d} m from its nearest border.`],
    edge: ['位置恰在边界上，按半开规则归属。', 'The place is exactly on a border; the half-open rule decides.'],
    'gap-resolved': ['位置落在两个网格之间的缝隙，归最近的网格。', 'The place is in a gap between cells and goes to the nearest one.'],
    'overlap-resolved': ['位置被两个网格同时覆盖，归编码较小者。', 'Two cells cover the place; the lower code owns it.'],
    outside: ['位置不在该图层的覆盖范围内。', 'The place is outside the coverage of this layer.'],
  };
  return { zh: words[status][0], en: words[status][1] };
}

export function locate(district, titles, { point, accuracy_m, plan, datum }) {
  const layers = {};
  let certain = null;
  for (const [name, layer] of Object.entries(district.layers)) {
    const cell = cellAt(layer, point);
    const near = nearestBorder(layer, point, cell?.code ?? null);
    let status = cell ? (near.border_m < 0.02 ? 'edge' : 'inside') : 'outside';
    // Two communities are declared faulty, so that every kind of answer can be looked at.
    if (name === 'community' && cell?.code === '990100102003') status = 'gap-resolved';
    if (name === 'community' && cell?.code === '990100102006') status = 'overlap-resolved';
    const spread = cell && accuracy_m > 0 ? shares(layer, point, accuracy_m) : [];
    const confidence = cell ? (spread.find(([code]) => code === cell.code)?.[1] ?? 1) : 0;
    const code = cell?.code ?? null;
    layers[name] = {
      code, name: cell?.name ?? null, status,
      border_m: Math.round(near.border_m * 100) / 100,
      rival: cell ? near.rival : null, confidence,
      candidates: spread.map(([c, share]) => ({ code: c, name: layer.cells.get(c).name, share, border_m: Math.round(nearestBorder(layer, point, c).border_m * 100) / 100 })),
      why: explain(status, near.border_m, titles[name]),
    };
    if (cell && confidence > 0.999) certain = { layer: name, code };
  }
  return { plan: { number: plan.number, valid_from: plan.valid_from }, datum, place: { lon: point[0], lat: point[1] }, layers, certain };
}
