import { expect, it } from 'vitest';
import { circleAround } from './circle';

it('a circle of 100 m at 31° N is closed and 100 m away in every direction', () => {
  const centre = { lon: 121.38, lat: 31.11 };
  const ring = circleAround(centre, 100);
  expect(ring[0]).toEqual(ring.at(-1));
  for (const [lon, lat] of ring) {
    const dx = (lon - centre.lon) * Math.cos((centre.lat * Math.PI) / 180) * 111_195;
    const dy = (lat - centre.lat) * 111_195;
    expect(Math.hypot(dx, dy)).toBeCloseTo(100, 1);
  }
});
