// Figures as people read them: digits that matter, ranges of a legend, signs where a change is meant.
import { thousands } from './numbers';

/** Measures whose values are differences. */
export const SIGNED = new Set(['change', 'z-score']);

const MINUS = '−';

/** About three digits; whole numbers stay whole. */
export function valueText(value: number, signed = false): string {
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : signed && value > 0 ? '+' : '';
  if (Number.isInteger(value) || size >= 99.95) return `${sign}${thousands(Math.round(size))}`;
  const digits = size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 3;
  return `${sign}${trimmed(size.toFixed(digits))}`;
}
const trimmed = (text: string): string => text.replace(/\.?0+$/, '');

export interface Class {
  class: number;
  from: number | null;
  to: number | null;
}

/** A class of the legend in words: whole counts end one below the next class. */
export function rangeText({ from, to }: Class, measure = ''): string {
  const text = (value: number): string => valueText(value, SIGNED.has(measure));
  const whole = measure === 'count' || measure === 'flow';
  if (from === null && to === null) return '';
  if (from === null) return whole && to === 1 ? '0' : `< ${text(to!)}`;
  if (to === null) return `≥ ${text(from)}`;
  if (whole && Number.isInteger(from) && Number.isInteger(to)) return to - from === 1 ? text(from) : `${text(from)} – ${text(to - 1)}`;
  return `${text(from)} – ${text(to)}`;
}

/** The highest break: scales are compared by it. */
export const topBreak = (classes: readonly Class[]): number => Math.max(0, ...classes.map((found) => found.from ?? 0));

/** Change against another count, in per cent; null where there was nothing to compare with. */
export const changeOf = (now: number, then: number): number | null => (then > 0 ? ((now - then) / then) * 100 : null);

const THINNEST_PX = 0.35;
const WIDEST_PX = 8;
/** The width of a flow of a class: each class so many times as wide as the one before, so that hundreds of small ones leave the large ones to be seen. */
export const flowWidthPx = (at: number, classes: number): number => THINNEST_PX * (WIDEST_PX / THINNEST_PX) ** (classes > 1 ? at / (classes - 1) : 1);
