// The legends of the maps, and the one scale by which all of them are coloured.
import { computed, reactive, ref, shallowReactive, watch } from 'vue';
import { fetchLegend, type Legend } from '../../api/figures';
import { ApiFault } from '../../api/problem';
import { topBreak } from '../../format/figures';
import { rangeOf, type Range } from '../../format/period';
import { choice } from './choice';
import { requests, type SideName } from './requests';

/** While somebody drags, the newest question is asked at this rhythm. */
export const DRAG_MS = 90;

export const legends = shallowReactive<Record<SideName, Legend | null>>({ a: null, b: null });
export const legendFaults = shallowReactive<Record<SideName, ApiFault | null>>({ a: null, b: null });
/** What the tiles themselves said. */
export const mapFaults = shallowReactive<Record<SideName, ApiFault | null>>({ a: null, b: null });
export const legendBusy = reactive<Record<SideName, boolean>>({ a: false, b: false });

/** Kept while the film plays: a colour must mean the same in every picture. */
export const locked = ref<Legend | null>(null);

/** The scale of all maps on the screen: of two, the one that reaches higher. */
export const scale = computed<Legend | null>(() => {
  if (locked.value && legends.a && locked.value.measure === legends.a.measure && locked.value.layer === legends.a.layer) return locked.value;
  const { a, b } = legends;
  if (!a || !b || choice.compare === 'none' || a.measure !== b.measure) return a;
  return topBreak(b.classes) > topBreak(a.classes) ? b : a;
});

/** The time that a map counts: as its legend says, else as it was asked. */
export const shownRange = (side: SideName): Range | null => rangeOf(legends[side]?.period) ?? requests[side].value?.range ?? null;

/** Whether a map must be coloured by values, because the scale is not its own. */
export const foreign = (side: SideName): boolean => scale.value !== null && legends[side] !== null && scale.value !== legends[side] && breaksOf(scale.value) !== breaksOf(legends[side]!);
export const breaksOf = (legend: Legend): string => legend.classes.map(({ from, colour }) => `${from}${colour}`).join();

const running: Record<SideName, AbortController | null> = { a: null, b: null };

/** Asks again for the legend; the answer says whether its scale is another one now. */
export async function renewLegend(side: SideName, quiet = false): Promise<boolean> {
  running[side]?.abort();
  const asked = requests[side].value;
  if (!asked?.legend) {
    legends[side] = null;
    legendFaults[side] = null;
    return false;
  }
  const mine = new AbortController();
  running[side] = mine;
  legendBusy[side] = !quiet;
  try {
    const found = await fetchLegend(asked.legend, mine.signal);
    const before = legends[side];
    legends[side] = found;
    legendFaults[side] = null;
    return !before || breaksOf(before) !== breaksOf(found);
  } catch (error) {
    if (mine.signal.aborted || quiet) return false;
    legendFaults[side] = error instanceof ApiFault ? error : new ApiFault('malformed');
    legends[side] = null;
    return false;
  } finally {
    if (running[side] === mine) legendBusy[side] = false;
  }
}

/** Calls with the newest value at most every `pause_ms`, the first time at once. */
export function paced<T>(pause_ms: number, call: (value: T) => void): { (value: T): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: { value: T } | null = null;
  const next = (): void => {
    timer = undefined;
    if (!waiting) return;
    const { value } = waiting;
    waiting = null;
    call(value);
    timer = setTimeout(next, pause_ms);
  };
  const give = (value: T): void => {
    waiting = { value };
    timer ??= setTimeout(next, 0);
  };
  give.stop = (): void => clearTimeout(timer);
  return give;
}

export function followLegends(): () => void {
  const sides: SideName[] = ['a', 'b'];
  const pacers = sides.map((side) => paced<string | null | undefined>(DRAG_MS, () => void renewLegend(side)));
  const stops = sides.map((side, at) => watch(() => requests[side].value?.legend, (path) => pacers[at]!(path), { immediate: true }));
  return () => {
    for (const stop of stops) stop();
    for (const pacer of pacers) pacer.stop();
    for (const side of sides) running[side]?.abort();
  };
}
