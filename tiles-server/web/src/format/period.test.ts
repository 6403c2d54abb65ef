import { describe, expect, it } from 'vitest';
import { addDays, addYears, before, daysOf, presetOf, presetRange, rangeOf, stepFor, typedRange, wholeMonths, yearBefore } from './period';

const KNOWN = { from: '2012-01-01', to: '2013-07-01' };

describe('a period', () => {
  it.each([
    ['7d', '2013-06-24'], ['30d', '2013-06-01'], ['month', '2013-06-01'], ['year', '2013-01-01'], ['all', '2012-01-01'],
  ] as const)('%s is counted back from the end of the data and begins on %s', (preset, from) => {
    expect(presetRange(preset, KNOWN)).toEqual({ from, to: '2013-07-01' });
  });

  it('never begins before the data', () => {
    expect(presetRange('year', { from: '2013-05-05', to: '2013-07-01' }).from).toBe('2013-05-05');
  });

  it('is recognised as a preset', () => {
    expect(presetOf({ from: '2013-06-24', to: '2013-07-01' }, KNOWN)).toBe('7d');
    expect(presetOf({ from: '2013-06-25', to: '2013-07-01' }, KNOWN)).toBeNull();
  });

  it('and the one before it meet without a gap and are equally long', () => {
    const range = { from: '2012-03-01', to: '2012-03-31' };
    expect(before(range).to).toBe(range.from);
    expect(daysOf(before(range))).toBe(daysOf(range));
  });

  it('for everybody is whole months that have ended, and keeps as many of them before', () => {
    const known = { from: '2012-01-15', to: '2013-06-20' };
    expect(wholeMonths({ from: '2013-03-05', to: '2013-03-06' }, known)).toEqual({ from: '2013-03-01', to: '2013-04-01' });
    expect(wholeMonths({ from: '2013-05-21', to: '2013-06-20' }, known)).toEqual({ from: '2013-05-01', to: '2013-06-01' });
    expect(wholeMonths({ from: '2013-06-14', to: '2013-06-20' }, known)).toEqual({ from: '2013-05-01', to: '2013-06-01' });
    expect(before({ from: '2013-03-01', to: '2013-05-01' }, 'month')).toEqual({ from: '2013-01-01', to: '2013-03-01' });
    for (let k = 0; k < 500; k += 7) {
      const found = wholeMonths({ from: addDays(known.from, k), to: addDays(known.from, k + 9) }, known);
      expect(found.from < found.to && found.from.endsWith('-01') && found.to.endsWith('-01') && found.to <= '2013-06-01').toBe(true);
    }
  });

  it('of a year before keeps the calendar, also over a leap day', () => {
    expect(yearBefore({ from: '2013-02-01', to: '2013-03-01' })).toEqual({ from: '2012-02-01', to: '2012-03-01' });
    expect(addYears('2012-02-29', -1)).toBe('2011-02-28');
  });

  it('typed in the wrong order is put right; no date is no period', () => {
    expect(typedRange('2012-02-10', '2012-02-01')).toEqual({ from: '2012-02-01', to: '2012-02-11' });
    expect(typedRange('2012-02-30', '2012-03-01')).toBeNull();
  });

  it('has as many steps as can be seen', () => {
    expect([30, 400, 401, 2800, 3000].map((days) => stepFor(days, 400))).toEqual(['day', 'day', 'week', 'week', 'month']);
  });

  it('of an answer is the answer’s own', () => {
    expect(rangeOf({ from: '2013-04-29T00:00:00+08:00', to: '2013-05-27T00:00:00+08:00' })).toEqual({ from: '2013-04-29', to: '2013-05-27' });
    expect(rangeOf({ from: null, to: null })).toBeNull();
  });
});
