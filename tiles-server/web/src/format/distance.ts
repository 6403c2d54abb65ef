import type { Coordinates } from './coordinates';

const EARTH_RADIUS_M = 6_371_008.8;

/** Metres along the great circle on the sphere; good to half a per cent, for words like "moved 483 m". */
export function circleDistanceM(a: Coordinates, b: Coordinates): number {
  const rad = Math.PI / 180;
  const half = (x: number): number => Math.sin((x * rad) / 2) ** 2;
  const h = half(b.lat - a.lat) + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half(b.lon - a.lon);
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(Math.min(1, h)));
}
