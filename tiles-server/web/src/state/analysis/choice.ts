// What the analyst has chosen to see. The address holds all of it; the page itself follows.
import { reactive } from 'vue';
import { emptyAnalysis, noConditions, type AnalysisView, type CellRef, type Ring } from '../../format/analysis-link';

export const choice = reactive<AnalysisView>(emptyAnalysis());

export function chooseCell(cell: CellRef | null): void {
  choice.cell = cell;
  if (cell) choice.area = null;
}

export function chooseArea(ring: Ring | null): void {
  choice.area = ring;
  if (ring) choice.cell = null;
}

export const clearConditions = (): void => void (choice.where = noConditions());
