import { describe, expect, it } from 'vitest';
import { rangeText, topBreak, valueText, flowWidthPx } from './figures';

describe('a figure', () => {
  it.each([[0, '0'], [1234567, '1,234,567'], [123.456, '123'], [12.345, '12.3'], [1.2345, '1.23'], [0.01234, '0.012'], [2.5, '2.5'], [-3.14159, '−3.14']])('%d reads %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it('that is a change carries its sign', () => {
    expect([valueText(12, true), valueText(-12, true), valueText(0, true)]).toEqual(['+12', '−12', '0']);
  });
});

describe('a class of the legend', () => {
  it('of counts ends one below the next', () => {
    const at = (from: number | null, to: number | null): string => rangeText({ class: 0, from, to }, 'count');
    expect([at(null, 1), at(1, 2), at(2, 5), at(500, null), at(null, 5)]).toEqual(['0', '1', '2 – 4', '≥ 500', '< 5']);
  });

  it('of rates keeps both ends', () => {
    expect(rangeText({ class: 1, from: 0.5, to: 1 }, 'per-km2')).toBe('0.5 – 1');
    expect(rangeText({ class: 1, from: -50, to: -25 }, 'change')).toBe('−50 – −25');
  });

  it('tells which of two scales reaches higher', () => {
    expect(topBreak([{ class: 0, from: null, to: 5 }, { class: 1, from: 5, to: null }])).toBe(5);
  });
});

describe('the width of flows', () => {
  it('grows by the same factor from class to class, up to the widest', () => {
    const widths = [0, 1, 2, 3, 4].map((at) => flowWidthPx(at, 5));
    expect(widths[0]).toBeLessThan(0.5);
    expect(widths[4]).toBeCloseTo(8);
    expect((widths[2] ?? 0) / (widths[1] ?? 1)).toBeCloseTo((widths[4] ?? 0) / (widths[3] ?? 1));
    expect(flowWidthPx(0, 1)).toBeCloseTo(8);
  });
});
