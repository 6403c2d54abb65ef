// Areas that people draw: simplified, boxed, and as the tiles that show them.
import type { Ring } from './analysis-link';

export type Box = [west: number, south: number, east: number, north: number];

/** Douglas and Peucker (1973), doi:10.3138/FM57-6770-U75U-7727, on a line of points in any plane. */
export function simplified<T extends readonly [number, number]>(points: readonly T[], tolerance: number): T[] {
  if (points.length < 3) return [...points];
  const [first, last] = [points[0]!, points.at(-1)!];
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  const length = Math.hypot(dx, dy);
  let [at, far] = [0, tolerance];
  for (let k = 1; k < points.length - 1; k += 1) {
    const [x, y] = [points[k]![0] - first[0], points[k]![1] - first[1]];
    const away = length === 0 ? Math.hypot(x, y) : Math.abs(x * dy - y * dx) / length;
    if (away > far) [at, far] = [k, away];
  }
  if (at === 0) return [first, last];
  return [...simplified(points.slice(0, at + 1), tolerance).slice(0, -1), ...simplified(points.slice(at), tolerance)];
}

export const boxRing = ([w, s, e, n]: Box): Ring => [[w, s], [e, s], [e, n], [w, n]];

/** "121.36,31.10,121.40,31.13" in that order; full-width commas and spaces are fine. */
export function readBox(text: string): Box | null {
  const values = text.replace(/[，、；;]/g, ',').split(/[\s,]+/).filter((part) => part !== '').map(Number);
  if (values.length !== 4 || !values.every(Number.isFinite)) return null;
  const [w, s, e, n] = values as Box;
  return w < e && s < n && Math.abs(w) <= 180 && Math.abs(e) <= 180 && Math.abs(s) <= 90 && Math.abs(n) <= 90 ? [w, s, e, n] : null;
}

export function boxOf(points: Iterable<readonly number[]>): Box | null {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = NaN, y = NaN] of points) [w, s, e, n] = [Math.min(w, x), Math.min(s, y), Math.max(e, x), Math.max(n, y)];
  return w <= e && s <= n ? [w, s, e, n] : null;
}

/** A polygon as GeoJSON wants it: closed, counter-clockwise outside. */
export function polygonOf(ring: Ring): GeoJSON.Polygon {
  const twice = ring.reduce((sum, [x, y], at) => {
    const [u, v] = ring[(at + 1) % ring.length]!;
    return sum + x * v - u * y;
  }, 0);
  const turned = twice < 0 ? ring.toReversed() : ring;
  return { type: 'Polygon', coordinates: [[...turned, turned[0]!]] };
}

export interface TileId {
  z: number;
  x: number;
  y: number;
}

const column = (lon: number, z: number): number => ((lon + 180) / 360) * 2 ** z;
const row = (lat: number, z: number): number => ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z;

/** The tiles of one zoom that a box touches, at most `most`; null where there are more. */
export function tilesOf([w, s, e, n]: Box, z: number, most = 64): TileId[] | null {
  const end = 2 ** z - 1;
  const within = (value: number): number => Math.max(0, Math.min(end, Math.floor(value)));
  const [x0, x1, y0, y1] = [within(column(w, z)), within(column(e, z)), within(row(n, z)), within(row(s, z))];
  if ((x1 - x0 + 1) * (y1 - y0 + 1) > most) return null;
  const found: TileId[] = [];
  for (let x = x0; x <= x1; x += 1) for (let y = y0; y <= y1; y += 1) found.push({ z, x, y });
  return found;
}
