// Choices as parameters of the server, always in one order, so that equal questions have equal addresses.
import { CONDITIONS, type CellRef, type Conditions } from '../../format/analysis-link';
import type { Range } from '../../format/period';

export function conditionsOf(where: Conditions, range: Range | null, cell: CellRef | null = null): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of CONDITIONS) if (where[name] !== '') found[name] = where[name];
  if (range) Object.assign(found, range);
  if (cell) found.cell = `${cell.layer}:${cell.code}`;
  return found;
}

export const conditionQuery = (where: Conditions, range: Range | null, cell: CellRef | null = null): string => new URLSearchParams(conditionsOf(where, range, cell)).toString();
