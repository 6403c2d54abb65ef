// Periods as half-open ranges of dates of the district's own calendar: `[from, to)`, so that periods can be put side by side.

export interface Range {
  from: string;
  /** The first day that no longer belongs to it. */
  to: string;
}

export const PRESETS = ['7d', '30d', 'month', 'year', 'all'] as const;
export type Preset = (typeof PRESETS)[number];
export type Step = 'hour' | 'day' | 'week' | 'month';

const DAY_MS = 86_400_000;
const ms = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const dateOf = (at_ms: number): string => new Date(at_ms).toISOString().slice(0, 10);

export const addDays = (date: string, days: number): string => dateOf(ms(date) + days * DAY_MS);
export const daysBetween = (from: string, to: string): number => Math.round((ms(to) - ms(from)) / DAY_MS);
export const daysOf = ({ from, to }: Range): number => daysBetween(from, to);
export const lastDay = ({ to }: Range): string => addDays(to, -1);

/** The same day of another year; 29 February becomes the 28th. */
export function addYears(date: string, years: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const there = dateOf(Date.UTC(year + years, month - 1, day));
  return there.slice(5, 7) === date.slice(5, 7) ? there : dateOf(Date.UTC(year + years, month, 0));
}

/** Periods are told by days, or to everybody by whole months of the calendar. */
export type Unit = 'day' | 'month';

/** The first of the month that lies `months` after that of a date. */
export function monthOf(date: string, months = 0): string {
  const [year, month] = date.split('-').map(Number) as [number, number];
  return dateOf(Date.UTC(year, month - 1 + months, 1));
}
const monthNumber = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));

/** All months that a range touches, without those that have not ended when `known` ends. */
export function wholeMonths(range: Range, known: Range): Range {
  const [first, last] = [monthOf(known.from), monthOf(known.to)];
  const to = range.to === monthOf(range.to) ? range.to : monthOf(range.to, 1);
  const end = to > last ? last : to;
  const from = monthOf(range.from) < end ? monthOf(range.from) : monthOf(end, -1);
  return from < first ? { from: first, to: end > first ? end : monthOf(first, 1) } : { from, to: end };
}

/** A preset, counted back from the end of what is known. */
export function presetRange(preset: Preset, known: Range): Range {
  const last = lastDay(known);
  const begin = { '7d': addDays(known.to, -7), '30d': addDays(known.to, -30), month: `${last.slice(0, 8)}01`, year: `${last.slice(0, 5)}01-01`, all: known.from }[preset];
  return { from: begin < known.from ? known.from : begin, to: known.to };
}

/** The preset that a range is, if it is one. */
export function presetOf(range: Range, known: Range): Preset | null {
  return PRESETS.find((preset) => {
    const found = presetRange(preset, known);
    return found.from === range.from && found.to === range.to;
  }) ?? null;
}

/** The period of the same length that ends where this one begins. */
export function before(range: Range, unit: Unit = 'day'): Range {
  if (unit === 'month') return { from: monthOf(range.from, monthNumber(range.from) - monthNumber(range.to)), to: range.from };
  return { from: addDays(range.from, -daysOf(range)), to: range.from };
}
export const yearBefore = (range: Range): Range => ({ from: addYears(range.from, -1), to: addYears(range.to, -1) });

/** Steps of a series that make neither too few nor too many points. */
export function stepFor(days: number, most: number): Step {
  if (days <= most) return 'day';
  return days / 7 <= most ? 'week' : 'month';
}

/** A range from two dates typed in any order; null where one is no date. `to` is the last day as people say it. */
export function typedRange(first: string, last: string): Range | null {
  if (!isDay(first) || !isDay(last)) return null;
  const [from, to] = first <= last ? [first, last] : [last, first];
  return { from, to: addDays(to, 1) };
}

export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(ms(text)) && dateOf(ms(text)) === text;

/** The days of an answer's own period, which are not always those that were asked for. */
export const rangeOf = (told?: { from?: string | null; to?: string | null } | null): Range | null => (told?.from && told.to ? { from: told.from.slice(0, 10), to: told.to.slice(0, 10) } : null);
