// A case's history as people read it: who, when, what, and when the clock stood.
import type { CaseEvent } from '../api/dispatch-types';

export interface Pause {
  from: string;
  /** Null while the clock still stands. */
  until: string | null;
}

/** Times in which the clock stood, by the acts that stop it and let it go on. */
export function pausesOf(events: readonly CaseEvent[]): Pause[] {
  const found: Pause[] = [];
  for (const event of events) {
    const last = found.at(-1);
    const standing = last?.until === null ? last : null;
    if (event.act === 'suspend' && !standing) found.push({ from: event.at, until: null });
    if (standing && ['resume', 'void', 'close'].includes(event.act)) standing.until = event.at;
  }
  return found;
}

/** Recorded noticeably later than it took effect: worth saying. */
export const recordedLater = (event: CaseEvent): boolean => Date.parse(event.recorded_at) - Date.parse(event.at) >= 60_000;

/** Who did it, in a word: the account with its unit, or null for the program itself. */
export function actorOf(event: CaseEvent): { name: string; unit: string | null } | null {
  const by = event.by;
  if (by === null || by === 'system') return null;
  if (typeof by === 'string') return { name: by, unit: null };
  const name = by.account ?? by.name ?? '';
  if (name === '') return null;
  return { name, unit: typeof by.unit === 'string' ? by.unit : (by.unit?.code ?? null) };
}

const HIDDEN = new Set(['assignment', 'decision', 'intake', 'digest', 'media', 'revision', 'place']);

/** What belongs to an act and can be said in a line, in a fixed order. */
export function detailOf(event: CaseEvent): [string, unknown][] {
  const order = ['queue', 'unit', 'reason', 'proposes', 'condition', 'found', 'passed', 'granted', 'satisfaction', 'level', 'fen', 'text', 'helpers', 'rule', 'cause', 'due', 'name', 'bytes'];
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(event.detail ?? {})
    .filter(([name, value]) => !HIDDEN.has(name) && value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0))
    .sort(([a], [b]) => rank(a) - rank(b));
}

/** Bytes as people say them. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
