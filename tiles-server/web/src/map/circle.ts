import type { Coordinates } from '../format/coordinates';

const EARTH_RADIUS_M = 6_371_008.8;
const CORNERS = 72;

/** A ring around a place at `radius_m` over ground, on the sphere; good to 0.3 % of the radius, for drawing only. */
export function circleAround({ lon, lat }: Coordinates, radius_m: number): [number, number][] {
  const angle = radius_m / EARTH_RADIUS_M;
  const lat0 = (lat * Math.PI) / 180;
  const ring: [number, number][] = [];
  for (let k = 0; k <= CORNERS; k += 1) {
    const bearing = ((k % CORNERS) / CORNERS) * 2 * Math.PI;
    const sinLat = Math.sin(lat0) * Math.cos(angle) + Math.cos(lat0) * Math.sin(angle) * Math.cos(bearing);
    const dLon = Math.atan2(Math.sin(bearing) * Math.sin(angle) * Math.cos(lat0), Math.cos(angle) - Math.sin(lat0) * sinLat);
    ring.push([lon + (dLon * 180) / Math.PI, (Math.asin(sinLat) * 180) / Math.PI]);
  }
  return ring;
}
