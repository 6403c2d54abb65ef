import { describe, expect, it } from 'vitest';
import { flowSteps, linesOf, STRONGEST, usualLeast } from './flow';

describe('the threshold of flows', () => {
  const flows = Array.from({ length: 300 }, (_, at) => 300 - at);

  it('draws the strongest hundred, and those that are as strong', () => {
    expect(usualLeast(flows)).toBe(201);
    expect(linesOf(flows, 0, usualLeast(flows))).toBe(STRONGEST);
    expect(linesOf(Array(130).fill(7), 0, usualLeast(Array(130).fill(7)))).toBe(130);
  });

  it('draws all where there are few', () => {
    expect(usualLeast([9, 4, 1])).toBe(1);
    expect(usualLeast([])).toBe(1);
  });

  it('says how many flows each step draws, all of them at one', () => {
    expect(flowSteps([60, 12, 12, 3, 1])).toEqual([{ least: 1, lines: 5 }, { least: 2, lines: 4 }, { least: 5, lines: 3 }, { least: 20, lines: 1 }]);
    expect(flowSteps([])).toEqual([]);
  });

  it('does not count what the list leaves out', () => {
    expect(linesOf([9, 4], 20, 4)).toBeNull();
    expect(linesOf([9, 4], 20, 5)).toBe(1);
    expect(linesOf([9, 4], 20, 1)).toBe(22);
  });
});
