import { expect, it } from 'vitest';
import { circleDistanceM } from './distance';

it('a degree of latitude is 111.195 km, and GCJ-02 lies about 483 m off in Minhang', () => {
  expect(circleDistanceM({ lon: 121, lat: 31 }, { lon: 121, lat: 32 })).toBeCloseTo(111_195, -1);
  expect(circleDistanceM({ lon: 121.38, lat: 31.11 }, { lon: 121.38462891, lat: 31.10809294 })).toBeGreaterThan(470);
  expect(circleDistanceM({ lon: 121.38, lat: 31.11 }, { lon: 121.38, lat: 31.11 })).toBe(0);
});
