// The dispatch page as a whole: what stands in the middle, what the map shows, which key does what.
import { computed, reactive, ref, watch } from 'vue';
import type { Decision } from '../api/dispatch-types';
import type { Coordinates } from '../format/coordinates';
import { degrees } from '../format/numbers';
import { fill, words } from '../i18n';
import { board, cases, changed, choose, loadCases, loadQueues, noticeChange, QUEUES, type QueueWord } from './board';
import { file, history, openCase, opened, closeCase, reloadCase } from './case-file';
import { loadCatalog, sources } from './catalog';
import { place as deskPlace } from './desk-place';
import { draft, movePin, pin, proposal, radius_m, reading } from './intake';
import { startLive } from './live';
import { onArrival } from './outbox';
import { addSubject, type MapDot, type Mark } from './subject';
import { view } from './view';

export type Tab = 'board' | 'work' | 'map';

export const desk = reactive({
  /** On small screens one of the three is seen. */
  tab: 'work' as Tab,
  /** The map waits for a pin; the place in the form is where the focus returns to. */
  pinning: false,
  announcement: '',
});

export const showsCase = computed(() => file.id !== null);

/** Words for the screen reader; said again even where they are the same. */
export function announce(text: string): void {
  desk.announcement = desk.announcement === text ? `${text}\u00a0` : text;
}

export function show(id: string): void {
  board.selected = cases.value.some((found) => found.id === id) ? id : board.selected;
  desk.tab = 'work';
  void openCase(id);
}

export function showIntake(): void {
  closeCase();
  desk.tab = 'work';
}

export function focusPin(): void {
  // A case that is shown has a place; only its own form may change it.
  if (showsCase.value && file.form !== 'locate') return;
  desk.pinning = true;
  desk.tab = 'map';
  view.crosshair = true;
  // The map may only now be getting its size.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.maplibregl-canvas')?.focus());
}

const decision = computed<Decision | null>(() => (showsCase.value ? (opened.value?.assignment ?? null) : proposal.value));
const place = computed<Coordinates | null>(() => {
  if (showsCase.value) return opened.value?.place ?? null;
  if (proposal.value?.place) return proposal.value.place;
  if (pin.value) return pin.value;
  return reading.value.kind === 'pair' && reading.value.datum === 'wgs84' ? reading.value.at : draft.chosen;
});
const marks = computed<Record<string, Mark>>(() => Object.fromEntries((decision.value?.layers ?? []).map(({ layer, code, rival }) => [layer, { code, rival }])));
const dots = computed<MapDot[]>(() => cases.value.flatMap((found) => (found.place ? [{ id: found.id, at: found.place, late: found.overdue === true, chosen: found.id === (file.id ?? board.selected) }] : [])));
const revealWanted = ref(false);
/** Whoever shows the intake form puts the focus back into it. */
export const afterPin = { call: (): void => undefined };

/** A chosen place: the pin of the form; while a case is shown, of its form for places. */
export const casePin = ref<Coordinates | null>(null);

function pickPlace(at: Coordinates): void {
  if (showsCase.value) {
    if (file.form !== 'locate') return;
    casePin.value = at;
  } else movePin(at);
  announce(fill(words.value.dispatch.announce.pin, { place: `${degrees(at.lon)}, ${degrees(at.lat)}` }));
  if (!desk.pinning) return;
  desk.pinning = false;
  view.crosshair = false;
  desk.tab = 'work';
  afterPin.call();
}

addSubject('dispatch', {
  place: computed(() => casePin.value ?? place.value),
  accuracy_m: computed(() => (showsCase.value ? (opened.value?.stated?.accuracy_m ?? 0) : radius_m.value)),
  marks,
  dots,
  revealWanted,
  pick: pickPlace,
  open: show,
});

// A typed place, another case: the map goes there. A pin is already under one's eyes.
watch([() => file.id, () => draft.placeText, () => draft.chosen], () => void (revealWanted.value = true));
watch(() => file.form, (form) => form !== 'locate' && (casePin.value = null));

const isQueue = (word: string | null): word is QueueWord => word === 'unit' || QUEUES.some((known) => known === word);

/** Starts what a signed-in dispatcher needs; call the answer to stop. */
export function startDesk(): () => void {
  board.queue = isQueue(deskPlace.queue) ? deskPlace.queue : 'unit';
  void loadCatalog().then(() => {
    if (draft.source === '') draft.source = sources.value[0]?.code ?? '';
    // One's own unit and all below it is known only now.
    void loadQueues();
    void loadCases();
  });
  if (deskPlace.caseId) show(deskPlace.caseId);
  const stops = [
    startLive((change) => {
      noticeChange(change);
      if (file.id !== null && (change === null || change.case === file.id) && !file.acting) void reloadCase();
    }),
    onArrival((found) => {
      changed.value = new Set([...changed.value, found.id]);
      noticeChange(null);
    }),
    watch(() => board.queue, (queue) => void (deskPlace.queue = queue === 'unit' ? null : queue)),
    watch(() => file.id, (id) => void (deskPlace.caseId = id)),
    // The address was changed by hand or by going back.
    watch(() => deskPlace.caseId, (id) => {
      if (id === file.id) return;
      if (id) show(id);
      else showIntake();
    }),
    watch(() => deskPlace.queue, (queue) => {
      const wanted = isQueue(queue) ? queue : 'unit';
      if (wanted !== board.queue) choose(wanted);
    }),
    watch(() => [board.unit, board.filter.class, board.filter.source, board.filter.town, board.filter.stage], () => void loadCases()),
  ];
  return () => {
    for (const stop of stops) stop();
    cases.value = [];
    history.value = [];
    closeCase();
  };
}
