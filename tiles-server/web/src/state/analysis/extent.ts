// The days that the data covers, and the periods that are shown of them.
import { computed, ref, shallowRef, watch } from 'vue';
import { fetchSeries, type Series } from '../../api/figures';
import { ApiFault } from '../../api/problem';
import { addDays, before, daysOf, presetRange, stepFor, yearBefore, type Range } from '../../format/period';
import { session } from '../session';
import { choice } from './choice';
import { conditionQuery } from './query';

/** Bars that the strip of time can hold. */
const BARS_MAX = 420;
const GATHER_MS = 250;

/** First day with a case, and the day after the last. */
export const known = shallowRef<Range | null>(null);
/** Cases of all that is known, under the conditions that are set. */
export const strip = shallowRef<Series | null>(null);
export const stripFault = shallowRef<ApiFault | null>(null);
export const stripBusy = ref(false);
let running: AbortController | null = null;

function extentOf(series: Series): Range | null {
  const filled = series.periods.filter((period) => period.cases !== 0);
  const [first, last] = [filled[0], filled.at(-1)];
  if (!first || !last) return null;
  return { from: first.from.slice(0, 10), to: last.to.slice(0, 10) };
}

/** The last day with a case, found in the last month that has one. */
async function lastDayIn(range: Range, signal: AbortSignal): Promise<string> {
  const from = addDays(range.to, -40) < range.from ? range.from : addDays(range.to, -40);
  const days = await fetchSeries(new URLSearchParams({ step: 'day', from, to: range.to }).toString(), signal).catch(() => null);
  return days?.periods.findLast((period) => period.cases !== 0)?.to.slice(0, 10) ?? range.to;
}

export async function loadStrip(): Promise<void> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  stripBusy.value = true;
  try {
    if (!known.value) {
      const months = await fetchSeries('step=month', mine.signal);
      const range = extentOf(months);
      if (range) known.value = { from: range.from, to: await lastDayIn(range, mine.signal) };
      else strip.value = months;
    }
    if (known.value) {
      const step = stepFor(daysOf(known.value), BARS_MAX);
      strip.value = await fetchSeries(`${conditionQuery(choice.where, known.value)}&step=${step}`, mine.signal);
    }
    stripFault.value = null;
  } catch (error) {
    if (!mine.signal.aborted) stripFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
  } finally {
    if (running === mine) stripBusy.value = false;
  }
}

/** The period that is shown. */
export const range = computed<Range | null>(() => {
  if (!known.value) return typeof choice.period === 'string' ? null : choice.period;
  return typeof choice.period === 'string' ? presetRange(choice.period, known.value) : choice.period;
});

/** The period of the other map. */
export const otherRange = computed<Range | null>(() => {
  if (!range.value || choice.compare !== 'period') return range.value;
  if (typeof choice.other !== 'string') return choice.other;
  return choice.other === 'year' ? yearBefore(range.value) : before(range.value);
});

/** The shortest period that may be asked for: shorter ones could be subtracted from each other. */
export const leastDays = computed<number>(() => (session.account ? 1 : 7));

export function followStrip(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stops = [
    watch(() => JSON.stringify(choice.where), () => {
      clearTimeout(timer);
      timer = setTimeout(() => void loadStrip(), GATHER_MS);
    }),
    watch(() => session.account?.account, () => {
      known.value = null;
      void loadStrip();
    }),
  ];
  return () => {
    clearTimeout(timer);
    running?.abort();
    for (const stop of stops) stop();
  };
}
