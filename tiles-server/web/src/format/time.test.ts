import { describe, expect, it } from 'vitest';
import { leftText, leftUntil, readStamp, shortTime, urgencyOf } from './time';

const DAYS = { yesterday: '昨天', today: '今天', tomorrow: '明天' };
const UNITS = { day: '天', hour: '小时', minute: '分', second: '秒' };
const at = (text: string): number => Date.parse(text);
const NOW = at('2026-11-27T15:00:00+08:00');

describe('a time', () => {
  it('keeps the wall clock that stands in the text', () => {
    expect(readStamp('2026-11-27T16:40:05.123+08:00')).toEqual({ date: '2026-11-27', clock: '16:40', seconds: '05', offset_min: 480 });
    expect(readStamp('soon')).toBeNull();
  });

  it.each([
    ['2026-11-27T16:40:00+08:00', '今天 16:40'], ['2026-11-28T00:10:00+08:00', '明天 00:10'], ['2026-11-26T23:59:00+08:00', '昨天 23:59'],
    ['2026-12-03T09:00:00+08:00', '12-03 09:00'], ['2025-12-03T09:00:00+08:00', '2025-12-03 09:00'], [null, ''],
  ])('%s reads %s', (text, words) => {
    expect(shortTime(text, NOW, DAYS)).toBe(words);
  });

  it('is judged by the district’s own date, not by this machine’s zone', () => {
    expect(shortTime('2026-11-28T00:30:00+08:00', at('2026-11-27T16:10:00Z'), DAYS)).toBe('今天 00:30');
  });
});

describe('what is left', () => {
  it.each([
    [90 * 60, '1 小时 30 分'], [26 * 3600, '1 天 2 小时'], [48 * 3600, '2 天'], [42 * 60 + 10, '42 分'], [5 * 60 + 9, '5 分 9 秒'], [40, '40 秒'], [0, '0 秒'],
  ])('of %d seconds reads %s', (seconds, words) => {
    expect(leftText(leftUntil(NOW + seconds * 1000, NOW), UNITS)).toBe(words);
  });

  it('after the deadline says how long ago', () => {
    expect(leftUntil(NOW - 7_260_000, NOW)).toEqual({ late: true, parts: [{ amount: 2, unit: 'hour' }, { amount: 1, unit: 'minute' }] });
  });

  it('is urgent in the last fifth, at least the last hour, at most the last day', () => {
    const hour = 3_600_000;
    expect(urgencyOf(NOW - 1, null, NOW)).toBe('late');
    expect(urgencyOf(NOW, null, NOW)).toBe('soon');
    expect(urgencyOf(NOW + 59 * 60_000, NOW, NOW)).toBe('soon');
    expect(urgencyOf(NOW + 3 * hour, NOW - 7 * hour, NOW)).toBe('calm');
    expect(urgencyOf(NOW + 23 * hour, NOW - 400 * hour, NOW)).toBe('soon');
    expect(urgencyOf(NOW + 25 * hour, NOW - 400 * hour, NOW)).toBe('calm');
  });
});
