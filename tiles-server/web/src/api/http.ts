// One way to ask the server: with the token where there is one, with a time limit, with faults that can be said in words.
import { ApiFault, faultOfResponse } from './problem';

const TIMEOUT_MS = 10_000;
const JSON_TYPES = 'application/json, application/problem+json';

export interface Ask {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is; wins over `body`. */
  file?: Blob;
  signal?: AbortSignal | undefined;
  timeout_ms?: number;
}

let token: string | null = null;
let refused: (() => void) | null = null;
let skew_ms = 0;

/** The token of whoever is signed in; kept here only for as long as the page lives. */
export function useToken(next: string | null): void {
  token = next;
}

/** Called whenever the server no longer accepts the token. */
export function onRefusedToken(call: () => void): void {
  refused = call;
}

/** The server's clock minus this machine's, in milliseconds, good to a second: deadlines are the server's. */
export const serverSkewMs = (): number => skew_ms;

export function headersFor(accept: string): Record<string, string> {
  const headers: Record<string, string> = { accept, 'accept-language': document.documentElement.lang };
  if (token) headers.authorization = `Bearer ${token}`;
  return headers;
}

/** What shows who asks, for requests that others send. */
export const tokenHeaders = (): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {});

function noteClock(response: Response, asked_ms: number): void {
  const date = Date.parse(response.headers.get('date') ?? '');
  const waited_ms = Date.now() - asked_ms;
  // A second is as fine as the header gets; slow answers would only blur it.
  if (Number.isFinite(date) && waited_ms < 1_000) skew_ms = Math.abs(date + 500 - Date.now()) < 1_500 ? 0 : date + 500 - Date.now();
}

/** Sends and returns the raw answer; throws `ApiFault`, or the abort where `signal` ended it. */
export async function send(path: string, ask: Ask = {}): Promise<Response> {
  const timer = AbortSignal.timeout(ask.timeout_ms ?? TIMEOUT_MS);
  const headers = headersFor(JSON_TYPES);
  if (ask.file) headers['content-type'] = ask.file.type || 'application/octet-stream';
  else if (ask.body !== undefined) headers['content-type'] = 'application/json';
  const asked_ms = Date.now();
  let response: Response;
  try {
    response = await fetch(path, {
      method: ask.method ?? 'GET',
      headers,
      body: ask.file ?? (ask.body === undefined ? null : JSON.stringify(ask.body)),
      signal: ask.signal ? AbortSignal.any([timer, ask.signal]) : timer,
    });
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw new ApiFault(timer.aborted ? 'timeout' : 'unreachable');
  }
  noteClock(response, asked_ms);
  if (response.status === 401 && token) refused?.();
  return response;
}

/** The answer's JSON. */
export async function askJson<T>(path: string, ask: Ask = {}): Promise<T> {
  const response = await send(path, ask);
  const body: unknown = await response.json().catch(() => null);
  if (ask.signal?.aborted) throw new DOMException('aborted', 'AbortError');
  if (!response.ok) throw faultOfResponse(response.status, body);
  if (typeof body !== 'object' || body === null) throw new ApiFault('malformed', response.status);
  return body as T;
}

/** A list that is sent bare or under its name. */
export function listOf<T>(body: unknown, name: string): T[] {
  const found = Array.isArray(body) ? body : (body as Record<string, unknown>)[name];
  if (!Array.isArray(found)) throw new ApiFault('malformed', 200);
  return found as T[];
}
