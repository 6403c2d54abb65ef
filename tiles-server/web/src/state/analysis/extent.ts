// The days that the data covers, and the periods that are shown of them.
import { computed, ref, shallowRef, watch } from 'vue';
import { fetchSeries, type Series } from '../../api/figures';
import { ApiFault } from '../../api/problem';
import { addDays, before, daysOf, monthOf, presetRange, stepFor, wholeMonths, yearBefore, type Range, type Unit } from '../../format/period';
import { noConditions, type Conditions } from '../../format/analysis-link';
import { serverNow } from '../clock';
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

/** The same, cut to the days of the first and the last case. */
async function byDays(range: Range, signal: AbortSignal): Promise<Range> {
  const days = async (period: Range): Promise<Range | null> => {
    const found = await fetchSeries(new URLSearchParams({ step: 'day', ...period }).toString(), signal).catch(() => null);
    return found && extentOf(found);
  };
  const [first, last] = await Promise.all([days({ from: range.from, to: addDays(range.from, 31) }), days({ from: addDays(range.to, -31), to: range.to })]);
  return { from: first?.from ?? range.from, to: last?.to ?? range.to };
}

export async function loadStrip(): Promise<void> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  stripBusy.value = true;
  try {
    const everybody = unit.value === 'month';
    if (!known.value) {
      const months = await fetchSeries('step=month', mine.signal);
      const range = extentOf(months);
      if (range) known.value = everybody ? ended(range) : await byDays(range, mine.signal);
      else strip.value = months;
    }
    if (known.value) {
      const step = everybody ? 'week' : stepFor(daysOf(known.value), BARS_MAX);
      strip.value = await fetchSeries(`${conditionQuery(where.value, known.value)}&step=${step}`, mine.signal);
    }
    stripFault.value = null;
  } catch (error) {
    if (!mine.signal.aborted) stripFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
  } finally {
    if (running === mine) stripBusy.value = false;
  }
}

/** Everybody is told whole months that have ended; who works here, any days. */
export const unit = computed<Unit>(() => (session.account ? 'day' : 'month'));
/** The conditions that are asked with: everybody may give none. */
export const where = computed<Conditions>(() => (session.account ? choice.where : noConditions()));

/** From the month of the first case to the end of the last month that is over. */
function ended({ from, to }: Range): Range {
  const now = monthOf(new Date(serverNow()).toISOString().slice(0, 10));
  const end = to === monthOf(to) ? to : monthOf(to, 1);
  return { from: monthOf(from), to: end < now ? end : now };
}
const told = (period: Range): Range => (unit.value === 'month' && known.value ? wholeMonths(period, known.value) : period);

/** The period that is shown. */
export const range = computed<Range | null>(() => {
  if (!known.value) return typeof choice.period === 'string' ? null : choice.period;
  return told(typeof choice.period === 'string' ? presetRange(choice.period, known.value) : choice.period);
});

/** The period of the other map. */
export const otherRange = computed<Range | null>(() => {
  if (!range.value || choice.compare !== 'period') return range.value;
  if (typeof choice.other !== 'string') return told(choice.other);
  return choice.other === 'year' ? yearBefore(range.value) : before(range.value, unit.value);
});

export function followStrip(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stops = [
    watch(() => JSON.stringify(where.value), () => {
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
