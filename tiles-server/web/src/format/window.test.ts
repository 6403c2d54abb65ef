import { describe, expect, it } from 'vitest';
import { scrollTo, visibleRows } from './window';

describe('a long list', () => {
  it('draws the rows that are seen and a few around them, and keeps its whole height', () => {
    for (const scroll of [0, 71, 72, 5_000, 71_500, 99_999]) {
      const { from, to, above_px, below_px } = visibleRows(1000, 72, scroll, 600);
      expect(to - from).toBeLessThanOrEqual(22);
      expect(above_px + (to - from) * 72 + below_px).toBe(72_000);
    }
    expect(visibleRows(1000, 72, 7_200, 600)).toMatchObject({ from: 94, to: 115 });
    expect(visibleRows(0, 72, 0, 600)).toEqual({ from: 0, to: 0, above_px: 0, below_px: 0 });
  });

  it('moves no further than needed to show a row', () => {
    expect(scrollTo(3, 72, 0, 600)).toBe(0);
    expect(scrollTo(20, 72, 0, 600)).toBe(912);
    expect(scrollTo(2, 72, 500, 600)).toBe(144);
  });
});
