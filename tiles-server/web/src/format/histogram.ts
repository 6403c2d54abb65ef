// The strip of time below the map: where a day stands, how high a bar is, and how the brush moves.
import { addDays, daysBetween, daysOf, monthOf, wholeMonths, type Range, type Unit } from './period';

export interface Bar {
  x: number;
  width: number;
  height: number;
  /** Too few cases to be told. */
  withheld: boolean;
}

export interface Counted {
  from: string;
  to: string;
  cases: number | null;
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

/** Pixels from the left edge. */
export function xOf(date: string, known: Range, width_px: number): number {
  return (daysBetween(known.from, date) / Math.max(1, daysOf(known))) * width_px;
}

/** The nearest day border to a pixel. */
export function dateAt(x_px: number, known: Range, width_px: number): string {
  const days = daysOf(known);
  return addDays(known.from, clamp(Math.round((x_px / Math.max(1, width_px)) * days), 0, days));
}

/** Bars share the strip; the highest one fills it. A bar that is not nothing is never invisible. */
export function bars(periods: readonly Counted[], known: Range, width_px: number, height_px: number): Bar[] {
  const highest = Math.max(1, ...periods.map((period) => period.cases ?? 0));
  return periods.map(({ from, to, cases }) => {
    const x = clamp(xOf(from.slice(0, 10), known, width_px), 0, width_px);
    const end = clamp(xOf(to.slice(0, 10), known, width_px), 0, width_px);
    const height = cases === null ? 3 : cases === 0 ? 0 : Math.max(1, (cases / highest) * height_px);
    return { x, width: Math.max(0.5, end - x - (end - x > 3 ? 1 : 0)), height, withheld: cases === null };
  });
}

/** Moves the whole range, without changing its length, as far as there is room. */
export function moved(range: Range, days: number, known: Range): Range {
  const by = clamp(days, -daysBetween(known.from, range.from), daysBetween(range.to, known.to));
  return { from: addDays(range.from, by), to: addDays(range.to, by) };
}

/** Moves one end; at least a day remains. */
export function resized(range: Range, end: 'from' | 'to', days: number, known: Range, least_days = 1): Range {
  if (end === 'from') {
    const from = addDays(range.from, clamp(days, -daysBetween(known.from, range.from), daysOf(range) - least_days));
    return { from, to: range.to };
  }
  return { from: range.from, to: addDays(range.to, clamp(days, least_days - daysOf(range), daysBetween(range.to, known.to))) };
}

const DAYS_OF_MONTH = 30.4;

/** What a gesture in days means where only whole months are told: the nearest months. */
export function snapped(range: Range, known: Range, unit: Unit): Range {
  if (unit === 'day') return range;
  const nearest = (date: string): string => (Number(date.slice(8)) <= 15 ? monthOf(date) : monthOf(date, 1));
  const from = nearest(range.from);
  const to = nearest(range.to);
  return wholeMonths({ from, to: to > from ? to : monthOf(from, 1) }, known);
}

/** A key's step: days, or as many months. */
export function stepped(range: Range, grip: 'from' | 'to' | 'whole', steps: number, known: Range, unit: Unit): Range {
  const days = unit === 'day' ? steps : Math.round(Math.sign(steps) * Math.max(1, Math.abs(steps) / 7) * DAYS_OF_MONTH);
  const room = unit === 'day' ? known : { from: monthOf(known.from), to: monthOf(known.to) };
  const next = grip === 'whole' ? moved(range, days, room) : resized(range, grip, days, room, unit === 'day' ? 1 : 28);
  return snapped(next, known, unit);
}

/** The range between two days of the strip, in any order. */
export function drawn(a: string, b: string, known: Range, least_days = 1): Range {
  const [from, to] = a <= b ? [a, b] : [b, a];
  if (daysBetween(from, to) >= least_days) return { from, to };
  return moved({ from, to: addDays(from, least_days) }, 0, { from: known.from, to: known.to });
}

/** The next picture of the film; null at the end. */
export function nextFrame(range: Range, known: Range, unit: Unit = 'day'): Range | null {
  const next = unit === 'day' ? moved(range, frameDays(range), known) : stepped(range, 'whole', 1, known, unit);
  return next.to === range.to ? null : next;
}

/** A film moves by a day in a week, by a week in a month or two, by a month in a year: a change must be seen to move. */
export function frameDays(range: Range): number {
  const days = daysOf(range);
  if (days <= 10) return 1;
  return days <= 92 ? 7 : 30;
}

/** Where the axis says a date: years, months or days, as many as there is room for. */
export function ticks(known: Range, width_px: number): { x: number; text: string; strong: boolean }[] {
  const days = daysOf(known);
  const room = Math.max(2, Math.floor(width_px / 64));
  const found: { x: number; text: string; strong: boolean }[] = [];
  const put = (date: string, text: string, strong: boolean): void => void found.push({ x: xOf(date, known, width_px), text, strong });
  if (days > 62) {
    const months = Math.ceil(days / 30.4);
    const every = [1, 2, 3, 6, 12].find((step) => months / step <= room) ?? 12;
    const [year, month] = known.from.split('-').map(Number) as [number, number];
    for (let k = 0; k <= months + 1; k += 1) {
      const at = year * 12 + month - 1 + k;
      const date = `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`;
      if (date < known.from || date >= known.to || (at % 12) % every !== 0) continue;
      put(date, at % 12 === 0 ? date.slice(0, 4) : date.slice(5, 7).replace(/^0/, ''), at % 12 === 0);
    }
    return found;
  }
  const every = [1, 2, 7, 14].find((step) => days / step <= room) ?? 14;
  for (let k = 0; k < days; k += every) put(addDays(known.from, k), addDays(known.from, k).slice(5), k === 0);
  return found;
}
