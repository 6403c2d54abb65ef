// Counts of rule gaps in words.
import type { CellGaps } from '../api/gaps';

/** The part of a cell's combinations, in per cent; never rounded down to nothing. */
export function shareText(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0 %';
  const percent = (part / whole) * 100;
  if (percent >= 100) return '100 %';
  if (percent < 0.01) return '< 0.01 %';
  return `${percent >= 10 ? Math.floor(percent) : percent.toFixed(2)} %`;
}

/** Open gaps first, then accepted ones; larger ones first among equals. */
export function inOrder(found: CellGaps): CellGaps['gaps'] {
  return found.gaps.toSorted((a, b) => Number(a.accepted) - Number(b.accepted) || b.combinations - a.combinations);
}
