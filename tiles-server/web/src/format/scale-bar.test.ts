import { expect, it } from 'vitest';
import { metresPerPixel, scaleBar } from './scale-bar';

it('a scale bar is the longest round length that fits', () => {
  expect(metresPerPixel(0, 0) * 512).toBeCloseTo(40_075_016.686, 3);
  for (const zoom of [8, 10.3, 13, 15.7, 18]) {
    const { metres, px } = scaleBar(metresPerPixel(31.1, zoom), 160);
    expect(px).toBeLessThanOrEqual(160);
    expect(px).toBeGreaterThan(60);
    expect([1, 2, 5]).toContain(Number(String(metres)[0]));
  }
  expect(scaleBar(10, 160).text).toBe('1 km');
});
