// The map of rule gaps: whether it is shown, of which rules, and the cell that was looked at.
import { computed, reactive, shallowRef, watch } from 'vue';
import { fetchCellGaps, fetchGapLegend, fetchGapSummary, gapsQuery, type CellGaps, type GapLegend, type GapsOf, type GapSummary } from '../api/gaps';
import { ApiFault } from '../api/problem';
import { session } from './session';
import { shownPlan, view } from './view';

export const gaps = reactive({ on: false, of: 'published' as GapsOf, busy: false });
export const gapLegend = shallowRef<GapLegend | null>(null);
export const gapSummary = shallowRef<GapSummary | null>(null);
export const gapFault = shallowRef<ApiFault | null>(null);
export const gapCell = shallowRef<CellGaps | null>(null);
/** The cell that is outlined. */
export const gapCode = shallowRef<string | null>(null);

/** Drafts are for those who work here. */
export const maySeeDraft = computed<boolean>(() => session.account !== null && session.account.role !== 'public');

export const query = computed<string>(() => gapsQuery(gaps.of, shownPlan.value?.number ?? null, view.asOf));

let running: AbortController | null = null;
const faultOf = (error: unknown): ApiFault => (error instanceof ApiFault ? error : new ApiFault('malformed'));

/** Asks for the proof anew; a draft may have changed since. */
export async function renewGaps(): Promise<void> {
  running?.abort();
  gapCell.value = null;
  gapCode.value = null;
  gapSummary.value = null;
  gapFault.value = null;
  if (!gaps.on) return;
  const mine = new AbortController();
  running = mine;
  gaps.busy = true;
  try {
    const [legend, summary] = await Promise.all([gapLegend.value ?? fetchGapLegend(), fetchGapSummary(query.value, mine.signal)]);
    if (running !== mine) return;
    gapLegend.value = legend;
    gapSummary.value = summary;
  } catch (error) {
    if (running === mine) gapFault.value = faultOf(error);
  } finally {
    if (running === mine) gaps.busy = false;
  }
}

/** Tells what is wrong in a cell; null where the click was beside all gaps. */
export function showCell(code: string | null): void {
  gapCode.value = code;
  gapCell.value = null;
  if (code === null) return;
  void fetchCellGaps(code, query.value)
    .then((found) => void (gapCode.value === code && (gapCell.value = found)))
    .catch((error: unknown) => void (gapFault.value = faultOf(error)));
}

watch(() => [gaps.on, query.value] as const, () => void renewGaps());
watch(() => session.account, () => {
  if (session.known && !maySeeDraft.value) gaps.of = 'published';
});
