// Queues with their counts, and the list of whichever is chosen. Counts come from the server only, never from guesses.
import { computed, reactive, ref, shallowRef } from 'vue';
import { fetchCases, fetchQueues, type CaseQuery } from '../api/dispatch';
import type { Case, CaseChange, Queues } from '../api/dispatch-types';
import { ApiFault } from '../api/problem';
import { subtree } from './catalog';
import { myUnit } from './session';

export const QUEUES = ['unowned', 'unlocated', 'contested', 'unclassified', 'overdue', 'due-soon'] as const;
export type QueueWord = (typeof QUEUES)[number] | 'unit';
const PAGE = 60;
const GATHER_MS = 250;
const FLASH_MS = 4_000;

export const board = reactive({
  queue: 'unit' as QueueWord,
  /** The unit whose cases are listed; null is one's own. */
  unit: null as string | null,
  filter: { class: '', source: '', town: '', stage: '' },
  selected: null as string | null,
  loading: false,
  more: false,
});
export const queues = shallowRef<Queues | null>(null);
export const queuesFault = shallowRef<ApiFault | null>(null);
export const cases = shallowRef<Case[]>([]);
export const listFault = shallowRef<ApiFault | null>(null);
/** Cases that just changed, for a moment. */
export const changed = ref(new Set<string>());
/** Whether invented cases stand among others: each is then marked, and not only the page. */
export const mixed = computed(() => new Set(cases.value.map((found) => found.synthetic === true)).size > 1);
let next: string | null = null;
let running: AbortController | null = null;

export const listedUnit = computed(() => board.unit ?? myUnit.value);

/** A unit with everything below it. */
export const unitCounts = computed(() => {
  const all = queues.value?.units ?? [];
  const root = listedUnit.value;
  const inside = root ? subtree(root) : null;
  const sum = { open: 0, overdue: 0, due_soon: 0 };
  for (const row of all) {
    if (inside && !inside.has(row.unit.code)) continue;
    sum.open += row.open;
    sum.overdue += row.overdue;
    sum.due_soon += row.due_soon;
  }
  return sum;
});

export function countOf(queue: QueueWord): number | null {
  if (!queues.value) return null;
  if (queue === 'unit') return unitCounts.value.open;
  const named = queues.value.queues.find((row) => row.queue === queue);
  if (named) return named.count;
  if (queue === 'overdue') return unitCounts.value.overdue;
  if (queue === 'due-soon') return unitCounts.value.due_soon;
  return 0;
}

/** What is asked for the chosen list: queues are the whole desk's, the rest belongs to a unit and all below it. */
export function listQuery(): CaseQuery {
  // One's own unit and all below it is what one sees anyway.
  const unit = board.filter.town || board.unit;
  const { class: code, source, stage } = board.filter;
  const common = { class: code, source, stage, limit: PAGE };
  if (board.queue === 'unit') return { ...common, unit, stage: stage || 'open' };
  if (board.queue === 'overdue') return { unit, overdue: true, order: 'due', ...common };
  if (board.queue === 'due-soon') return { unit, due_soon: true, order: 'due', ...common };
  return { queue: board.queue, unit: board.filter.town || null, ...common };
}

export async function loadQueues(): Promise<void> {
  try {
    queues.value = await fetchQueues();
    queuesFault.value = null;
  } catch (error) {
    queuesFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
  }
}

/** Loads the list from its start; `quiet` keeps what is shown until the new one is there, as long as it was. */
export async function loadCases(quiet = false): Promise<void> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const wanted = quiet ? Math.max(PAGE, Math.ceil(cases.value.length / PAGE) * PAGE) : PAGE;
  if (!quiet) {
    cases.value = [];
    next = null;
    board.more = false;
  }
  board.loading = true;
  try {
    const found: Case[] = [];
    let after: string | null = null;
    do {
      const page: { cases: Case[]; next: string | null } = await fetchCases({ ...listQuery(), after }, mine.signal);
      found.push(...page.cases);
      after = page.next;
    } while (after !== null && found.length < wanted);
    if (running !== mine) return;
    next = after;
    board.more = after !== null;
    cases.value = found;
    listFault.value = null;
    keepSelection();
  } catch (error) {
    if (mine.signal.aborted || running !== mine) return;
    listFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
  } finally {
    if (running === mine) board.loading = false;
  }
}

export async function loadMore(): Promise<void> {
  if (next === null || board.loading) return;
  const mine = new AbortController();
  running = mine;
  board.loading = true;
  try {
    const page = await fetchCases({ ...listQuery(), after: next }, mine.signal);
    if (running !== mine) return;
    const known = new Set(cases.value.map((found) => found.id));
    cases.value = [...cases.value, ...page.cases.filter((found) => !known.has(found.id))];
    next = page.next;
    board.more = next !== null;
  } catch (error) {
    if (!mine.signal.aborted) listFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
  } finally {
    if (running === mine) board.loading = false;
  }
}

function keepSelection(): void {
  if (board.selected && cases.value.some((found) => found.id === board.selected)) return;
  board.selected = cases.value[0]?.id ?? null;
}

export function choose(queue: QueueWord): void {
  board.queue = queue;
  board.selected = null;
  void loadCases();
}

export function move(step: number): void {
  const at = cases.value.findIndex((found) => found.id === board.selected);
  const to = Math.max(0, Math.min(cases.value.length - 1, at + step));
  board.selected = cases.value[to]?.id ?? null;
  if (to > cases.value.length - 10) void loadMore();
}

let gather: ReturnType<typeof setTimeout> | undefined;

/** Something changed: counts and list are asked for again, once for a whole burst of changes. */
export function noticeChange(change: CaseChange | null): void {
  if (change) {
    changed.value = new Set([...changed.value, change.case]);
    setTimeout(() => {
      const rest = new Set(changed.value);
      rest.delete(change.case);
      changed.value = rest;
    }, FLASH_MS);
  }
  if (gather !== undefined) return;
  gather = setTimeout(() => {
    gather = undefined;
    void loadQueues();
    void loadCases(true);
  }, GATHER_MS);
}
