// Cases on their way to the server. Each keeps the identity that it was made with, so that sending it again can never
// make a second case; it leaves the list only when the server has said that it is on disk.
import { computed, reactive, watch } from 'vue';
import { act, submitCase } from '../api/dispatch';
import type { Case, NewCase } from '../api/dispatch-types';
import { ApiFault } from '../api/problem';
import { session } from './session';

const KEY = 'gridward-outbox';
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 30_000;

export interface Outgoing {
  body: NewCase;
  /** What the person saw: the class in words. */
  what: string;
  account: string;
  tries: number;
  state: 'sending' | 'waiting' | 'refused' | 'sent';
  /** Why it was refused, or why it waits. */
  fault: { kind: ApiFault['kind']; status: number | null; problem: ApiFault['problem'] } | null;
  /** The case that it is another report of. */
  of: string | null;
  sent: { id: string; number: string; queue: string | null; unit: Case['unit']; again: boolean; linked: boolean | null } | null;
}

export const outbox = reactive<{ items: Outgoing[] }>({ items: restore() });
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const arrivals = new Set<(found: Case) => void>();

/** Other people's unsent cases are neither shown nor sent under somebody else's name. */
export const mine = computed(() => outbox.items.filter((item) => item.account === session.account?.account));
export const unsent = computed(() => mine.value.filter((item) => item.state !== 'sent'));

function restore(): Outgoing[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Outgoing[];
    return kept.map((item) => ({ ...item, state: item.state === 'refused' ? 'refused' : 'waiting' }));
  } catch {
    return [];
  }
}

watch(outbox, () => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(outbox.items.filter((item) => item.state !== 'sent')));
  } catch {
    // Kept in memory all the same; leaving the page is warned about.
  }
}, { deep: true });

window.addEventListener('beforeunload', (event) => {
  if (outbox.items.some((item) => item.state !== 'sent')) event.preventDefault();
});
window.addEventListener('online', () => retryAll());

export function onArrival(call: (found: Case) => void): () => void {
  arrivals.add(call);
  return () => arrivals.delete(call);
}

export function post(body: NewCase, what: string, of: string | null): void {
  outbox.items.unshift({ body, what, account: session.account?.account ?? '', tries: 0, state: 'sending', fault: null, of, sent: null });
  // The last few that arrived stay in sight, no more.
  const arrived = outbox.items.filter((item) => item.state === 'sent');
  for (const old of arrived.slice(2)) outbox.items.splice(outbox.items.indexOf(old), 1);
  void attempt(body.id);
}

/** 5xx, time-outs and a missing network are worth another try; so is an ended session, after the next sign-in. */
const passing = (fault: ApiFault): boolean => fault.kind !== 'refused' || [401, 408, 425, 429].includes(fault.status ?? 0);

export async function attempt(id: string): Promise<void> {
  const item = outbox.items.find((known) => known.body.id === id);
  if (!item || item.state === 'sent' || item.account !== session.account?.account) return;
  clearTimeout(timers.get(id));
  item.state = 'sending';
  item.tries += 1;
  try {
    const { found, again } = await submitCase(item.body);
    const linked = item.of ? await link(found, item.of) : null;
    item.sent = { id: found.id, number: String(found.number), queue: found.queue, unit: found.unit, again: again && item.tries > 1, linked };
    item.fault = null;
    item.state = 'sent';
    for (const call of arrivals) call(found);
  } catch (error) {
    const fault = error instanceof ApiFault ? error : new ApiFault('malformed');
    item.fault = { kind: fault.kind, status: fault.status, problem: fault.problem };
    item.state = passing(fault) ? 'waiting' : 'refused';
    if (item.state === 'waiting') timers.set(id, setTimeout(() => void attempt(id), Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (item.tries - 1))));
  }
}

/** The report is kept as a case of its own and closed as another report of the one that exists. */
async function link(found: Case, of: string): Promise<boolean> {
  if (found.stage === 'void') return true;
  return act(found.id, { act: 'duplicate', of }).then(() => true, () => false);
}

export function retryAll(): void {
  for (const item of unsent.value) if (item.state === 'waiting') void attempt(item.body.id);
}

export function discard(id: string): void {
  clearTimeout(timers.get(id));
  const at = outbox.items.findIndex((item) => item.body.id === id);
  if (at >= 0) outbox.items.splice(at, 1);
}

watch(() => session.account?.account, (account) => account && retryAll());
