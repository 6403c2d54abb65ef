// The routes of a dispatcher's day.
import type { Account, Case, CaseEvent, ClassNode, Decision, Intake, NewCase, PlaceCandidate, Queues, Session, Source, Unit } from './dispatch-types';
import { askJson, listOf, send, serverSkewMs } from './http';
import { ApiFault, faultOfResponse } from './problem';

const V1 = '/api/v1';
const one = encodeURIComponent;

export const signIn = (account: string, password: string): Promise<Session> => askJson(`${V1}/session`, { method: 'POST', body: { account, password } });

export async function signOut(): Promise<void> {
  await send(`${V1}/session`, { method: 'DELETE' });
}

export const fetchMe = (): Promise<Account> => askJson(`${V1}/me`);

export const fetchClasses = async (): Promise<ClassNode[]> => listOf(await askJson(`${V1}/classes`), 'classes');
export const fetchUnits = async (): Promise<Unit[]> => listOf(await askJson(`${V1}/units`), 'units');
export const fetchSources = async (): Promise<Source[]> => listOf(await askJson(`${V1}/sources`), 'sources');
export const fetchSettings = (): Promise<Record<string, unknown>> => askJson(`${V1}/settings`);

export async function fetchPlaces(text: string, signal?: AbortSignal): Promise<PlaceCandidate[]> {
  return listOf(await askJson(`${V1}/places?${new URLSearchParams({ q: text, limit: '6' })}`, { signal }), 'places');
}

export async function fetchProposal(intake: Intake, signal?: AbortSignal): Promise<Decision> {
  const found = await askJson<Decision>(`${V1}/route`, { method: 'POST', body: intake, signal });
  if (typeof found.outcome !== 'object' || found.outcome === null) throw new ApiFault('malformed', 200);
  return found;
}

/** 201 is a new case, 200 the same case once more: both mean that it is on disk. */
export async function submitCase(body: NewCase): Promise<{ found: Case; again: boolean }> {
  const response = await send(`${V1}/cases`, { method: 'POST', body });
  const found: unknown = await response.json().catch(() => null);
  if (!response.ok) throw faultOfResponse(response.status, found);
  // Acknowledged but unreadable: ask again under the same identity rather than believe it.
  if (typeof found !== 'object' || found === null) throw new ApiFault('malformed', response.status);
  return { found: found as Case, again: response.status === 200 };
}

export interface CaseQuery {
  queue?: string | null;
  unit?: string | null;
  stage?: string | null;
  class?: string | null;
  source?: string | null;
  overdue?: boolean;
  due_soon?: boolean;
  /** `due`: the longest overdue and soonest due first; otherwise the newest. */
  order?: 'due' | null;
  helping?: string | null;
  after?: string | null;
  limit?: number;
}

export function writeCaseQuery(query: CaseQuery): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== false && value !== '') found.set(name, String(value));
  return found.toString();
}

export interface CasePage {
  cases: Case[];
  next: string | null;
}

async function fetchPage(query: CaseQuery, signal?: AbortSignal): Promise<CasePage> {
  const body = await askJson<{ next?: string | null }>(`${V1}/cases?${writeCaseQuery(query)}`, { signal });
  return { cases: listOf<Case>(body, 'cases'), next: body.next ?? null };
}

/** What a server calls near where it cannot list near deadlines itself, and how far back they are looked for. */
const SOON_MS = 4 * 3_600_000;
const SOON_PAGES = 4;

/** Without `due_soon` on the server: the running cases, of which those near their deadline are picked out here. */
async function pickDueSoon({ due_soon: _, ...query }: CaseQuery, signal?: AbortSignal): Promise<CasePage> {
  const cases: Case[] = [];
  let after: string | null = null;
  for (let page = 0; page < SOON_PAGES; page += 1) {
    const found: CasePage = await fetchPage({ ...query, stage: query.stage || 'dispatched,handling,returned', limit: 500, after }, signal);
    const now_ms = Date.now() + serverSkewMs();
    cases.push(...found.cases.filter(({ due_at }) => due_at && Date.parse(due_at) >= now_ms && Date.parse(due_at) - now_ms <= SOON_MS));
    after = found.next;
    if (after === null) break;
  }
  return { cases, next: null };
}

export async function fetchCases(query: CaseQuery, signal?: AbortSignal): Promise<CasePage> {
  try {
    return await fetchPage(query, signal);
  } catch (error) {
    if (query.due_soon && error instanceof ApiFault && error.status === 400 && error.problem?.field === 'due_soon') return pickDueSoon(query, signal);
    throw error;
  }
}

export const fetchCase = (id: string, signal?: AbortSignal): Promise<Case> => askJson(`${V1}/cases/${one(id)}`, { signal });

export async function fetchEvents(id: string, signal?: AbortSignal): Promise<CaseEvent[]> {
  return listOf(await askJson(`${V1}/cases/${one(id)}/events`, { signal }), 'events');
}

export const act = (id: string, body: Record<string, unknown>): Promise<Case> => askJson(`${V1}/cases/${one(id)}/events`, { method: 'POST', body });

export async function attach(id: string, file: File): Promise<void> {
  await askJson(`${V1}/cases/${one(id)}/attachments?${new URLSearchParams({ name: file.name })}`, { method: 'POST', file, timeout_ms: 120_000 });
}

/** A file of a case, as bytes: a plain link could not carry the token. */
export async function fetchAttachment(digest: string): Promise<Blob> {
  const response = await send(`${V1}/attachments/${one(digest)}`, { timeout_ms: 120_000 });
  if (!response.ok) throw faultOfResponse(response.status, await response.json().catch(() => null));
  return response.blob();
}

export const fetchQueues = (signal?: AbortSignal): Promise<Queues> => askJson(`${V1}/queues`, { signal });
