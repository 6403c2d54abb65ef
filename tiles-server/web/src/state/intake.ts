// The case that is being taken down, and what the server would do with it.
import { computed, reactive, shallowRef, watch } from 'vue';
import { fetchPlaces, fetchProposal } from '../api/dispatch';
import type { Decision, Intake, NewCase, PlaceCandidate } from '../api/dispatch-types';
import { ApiFault } from '../api/problem';
import type { Datum } from '../api/types';
import type { Coordinates } from '../format/coordinates';
import { newIdentity } from '../format/identity';
import { datumOf, readPlace, type PlaceReading } from '../format/place-text';
import { pick } from '../i18n';
import { classIndex, sources } from './catalog';
import { serverNow } from './clock';
import { district } from './district';
import { post } from './outbox';

const SETTLE_MS = 220;
const RECENT = 'gridward-recent-classes';

const blank = () => ({ class: '', condition: null as number | null, placeText: '', datum: null as Datum | null, accuracy_m: null as number | null, chosen: null as PlaceCandidate | null, source: '', text: '', reporter: '', phone: '', of: null as string | null });

export const draft = reactive(blank());
/** The pin of the map wins over the text of the field. */
export const pin = shallowRef<Coordinates | null>(null);
export const candidates = shallowRef<PlaceCandidate[]>([]);
export const searching = shallowRef(false);
export const proposal = shallowRef<Decision | null>(null);
export const proposalFault = shallowRef<ApiFault | null>(null);
export const proposing = shallowRef(false);
export const recentClasses = shallowRef<string[]>(remembered());

const source = computed(() => sources.value.find((known) => known.code === draft.source) ?? null);
/** The datum in force: the one chosen, else the source's. */
export const datum = computed<Datum>(() => draft.datum ?? datumOf(source.value?.datum));

export const reading = computed<PlaceReading>(() => {
  if (pin.value) return { kind: 'pair', at: pin.value, datum: 'wgs84', named: true };
  return readPlace(draft.placeText, datum.value, district.value?.bounds);
});

/** What is known so far, as the server wants it; null without a class. */
export const question = computed<Intake | null>(() => {
  if (draft.class === '') return null;
  const found = reading.value;
  const place: Partial<Intake> = {};
  if (found.kind === 'pair') Object.assign(place, { lon: found.at.lon, lat: found.at.lat, datum: found.datum });
  if (found.kind === 'component') place.component = found.code;
  if (found.kind === 'address') {
    place.address = found.text;
    if (draft.chosen) Object.assign(place, { lon: draft.chosen.lon, lat: draft.chosen.lat, datum: 'wgs84' });
  }
  if (pin.value && readPlace(draft.placeText, datum.value).kind === 'address') place.address = draft.placeText.trim();
  // What the source does not say the server knows from the source: only what was chosen is sent.
  if (draft.accuracy_m && place.lon !== undefined) place.accuracy_m = draft.accuracy_m;
  return { class: draft.class, ...(draft.condition ? { condition: draft.condition } : {}), ...(draft.source ? { source: draft.source } : {}), ...place };
});

let settle: ReturnType<typeof setTimeout> | undefined;
let running: AbortController | null = null;

/** Asks anew once typing rests; an older question is cancelled, its answer can never overtake. */
watch(() => JSON.stringify(question.value), () => {
  clearTimeout(settle);
  running?.abort();
  proposing.value = question.value !== null;
  if (question.value === null) {
    proposal.value = null;
    proposalFault.value = null;
    return;
  }
  settle = setTimeout(() => void propose(), SETTLE_MS);
});

export async function propose(): Promise<void> {
  if (!question.value) return;
  const mine = new AbortController();
  running = mine;
  proposing.value = true;
  try {
    const found = await fetchProposal(question.value, mine.signal);
    if (running !== mine) return;
    proposal.value = found;
    proposalFault.value = null;
    if (draft.of && !found.duplicates?.some((similar) => similar.id === draft.of)) draft.of = null;
  } catch (error) {
    if (mine.signal.aborted || running !== mine) return;
    proposal.value = null;
    proposalFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
  } finally {
    if (running === mine) proposing.value = false;
  }
}

let searchSettle: ReturnType<typeof setTimeout> | undefined;
let searchRunning: AbortController | null = null;

watch(() => (reading.value.kind === 'address' && !draft.chosen ? reading.value.text : ''), (text) => {
  clearTimeout(searchSettle);
  searchRunning?.abort();
  if (text.length < 2) {
    candidates.value = [];
    searching.value = false;
    return;
  }
  searching.value = true;
  searchSettle = setTimeout(() => void search(text), SETTLE_MS);
});

async function search(text: string): Promise<void> {
  const mine = new AbortController();
  searchRunning = mine;
  try {
    candidates.value = await fetchPlaces(text, mine.signal);
  } catch {
    if (!mine.signal.aborted) candidates.value = [];
  } finally {
    if (searchRunning === mine) searching.value = false;
  }
}

export function choosePlace(found: PlaceCandidate): void {
  draft.chosen = found;
  pin.value = null;
  candidates.value = [];
}

export function movePin(at: Coordinates): void {
  pin.value = at;
  draft.chosen = null;
}

export function typePlace(text: string): void {
  draft.placeText = text;
  draft.chosen = null;
  pin.value = null;
}

/** The radius to draw: the one chosen, else the usual one of the source. */
export const radius_m = computed(() => draft.accuracy_m ?? source.value?.accuracy_m ?? 0);

export const ready = computed(() => draft.class !== '' && draft.source !== '');

function remembered(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((code): code is string => typeof code === 'string').slice(0, 8) : [];
  } catch {
    return [];
  }
}

function remember(code: string): void {
  recentClasses.value = [code, ...recentClasses.value.filter((known) => known !== code)].slice(0, 8);
  try {
    localStorage.setItem(RECENT, JSON.stringify(recentClasses.value));
  } catch {
    // The order of the list is a comfort only.
  }
}

/** Sends what was taken down under a new identity, and clears the form for the next call. The source stays. */
export function submit(): boolean {
  const asked = question.value;
  if (!asked || !ready.value) return false;
  const now_ms = serverNow();
  const reporter = { ...(draft.reporter.trim() ? { name: draft.reporter.trim() } : {}), ...(draft.phone.trim() ? { phone: draft.phone.trim() } : {}) };
  const body: NewCase = {
    id: newIdentity(now_ms),
    ...asked,
    source: draft.source,
    reported_at: new Date(now_ms).toISOString(),
    ...(draft.text.trim() ? { text: draft.text.trim() } : {}),
    ...(Object.keys(reporter).length > 0 ? { reporter } : {}),
  };
  post(body, pick(classIndex.value.byCode.get(draft.class)?.name) || draft.class, draft.of);
  remember(draft.class);
  clearDraft();
  return true;
}

export function clearDraft(): void {
  const kept = { source: draft.source, datum: draft.datum };
  Object.assign(draft, blank(), kept);
  pin.value = null;
  candidates.value = [];
  proposal.value = null;
  proposalFault.value = null;
}
