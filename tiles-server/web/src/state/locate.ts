// One question and its answer. A newer question cancels the one before.
import { computed, reactive, ref, shallowRef, toRef, watch } from 'vue';
import { fetchAnswer } from '../api/client';
import { ApiFault } from '../api/problem';
import type { Answer, Datum } from '../api/types';
import type { Coordinates } from '../format/coordinates';
import { addSubject } from './subject';
import { view } from './view';

export const question = reactive({
  at: null as Coordinates | null,
  /** Datum of `at`: clicks on the map are WGS84, typed coordinates are what the person chose. */
  datum: 'wgs84' as Datum,
  accuracy_m: 0,
});

/** The datum that coordinates are typed in. */
export const typedDatum = ref<Datum>('wgs84');

export const answer = shallowRef<Answer | null>(null);
export const answerFault = shallowRef<ApiFault | null>(null);
export const asking = shallowRef(false);
let running: AbortController | null = null;

/** Where the place is in WGS84, as far as known. */
export const placeWgs84 = computed<Coordinates | null>(() => {
  if (answer.value?.place) return answer.value.place;
  return question.datum === 'wgs84' ? question.at : null;
});

export async function ask(): Promise<void> {
  if (!question.at) return;
  running?.abort();
  const mine = new AbortController();
  running = mine;
  asking.value = true;
  answerFault.value = null;
  try {
    const { lon, lat } = question.at;
    const found = await fetchAnswer({ lon, lat, datum: question.datum, accuracy_m: question.accuracy_m, as_of: view.asOf }, mine.signal);
    if (running === mine) answer.value = found;
  } catch (error) {
    if (mine.signal.aborted || running !== mine) return;
    answer.value = null;
    answerFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
  } finally {
    if (running === mine) asking.value = false;
  }
}

/** The map shall move to the place once it is known: typed places, not clicks. */
export const revealWanted = shallowRef(false);

export function askAt(at: Coordinates, datum: Datum, reveal = false): void {
  revealWanted.value = reveal;
  if (question.at?.lon !== at.lon || question.at.lat !== at.lat || question.datum !== datum) answer.value = null;
  question.at = at;
  question.datum = datum;
  void ask();
}

export function clearAnswer(): void {
  running?.abort();
  running = null;
  asking.value = false;
  question.at = null;
  answer.value = null;
  answerFault.value = null;
}

let settle: ReturnType<typeof setTimeout> | undefined;
watch(
  () => [question.accuracy_m, view.asOf],
  () => {
    clearTimeout(settle);
    if (question.at) settle = setTimeout(() => void ask(), 160);
  },
);

addSubject('locate', {
  place: placeWgs84,
  accuracy_m: toRef(question, 'accuracy_m'),
  marks: computed(() => Object.fromEntries(Object.entries(answer.value?.layers ?? {}).map(([name, { code, rival }]) => [name, { code, rival }]))),
  dots: ref([]),
  revealWanted,
  pick: (at) => askAt(at, 'wgs84'),
});
