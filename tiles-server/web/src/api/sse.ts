// Reads server-sent events from a plain request, which unlike EventSource can carry an Authorization header.
import { headersFor } from './http';
import { ApiFault, faultOfResponse } from './problem';

export interface ServerEvent {
  id: string | null;
  event: string;
  data: string;
}

/** Turns pieces of text, cut anywhere, into events. WHATWG HTML, 9.2.6. */
export class EventParser {
  #rest = '';
  #started = false;
  #data: string[] = [];
  #event = '';
  #id: string | null;
  /** Of the last event that came whole: an event cut off on the way must be told again. */
  lastId: string | null;

  constructor(lastId: string | null = null) {
    this.#id = lastId;
    this.lastId = lastId;
  }

  push(piece: string): ServerEvent[] {
    this.#rest += this.#started ? piece : piece.replace(/^\ufeff/, '');
    this.#started ||= piece !== '';
    const found: ServerEvent[] = [];
    for (;;) {
      // A lone CR at the end may be half of a CRLF.
      const end = /\r\n|\n|\r(?!$)/.exec(this.#rest);
      if (!end) return found;
      const event = this.#line(this.#rest.slice(0, end.index));
      this.#rest = this.#rest.slice(end.index + end[0].length);
      if (event) found.push(event);
    }
  }

  #line(line: string): ServerEvent | null {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    return null;
  }

  #dispatch(): ServerEvent | null {
    this.lastId = this.#id;
    const found = this.#data.length > 0 ? { id: this.lastId, event: this.#event || 'message', data: this.#data.join('\n') } : null;
    this.#data = [];
    this.#event = '';
    return found;
  }
}

/** The longest silence; the server sends a comment more often than that. */
const SILENCE_MS = 60_000;

export interface Listening {
  lastId: string | null;
  signal: AbortSignal;
  onOpen: () => void;
  onEvent: (event: ServerEvent) => void;
}

/** Listens until the stream ends, falls silent or is aborted; resolves with the last identity seen. */
export async function listen(path: string, { lastId, signal, onOpen, onEvent }: Listening): Promise<string | null> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), SILENCE_MS);
  const parser = new EventParser(lastId);
  try {
    const headers = headersFor('text/event-stream');
    if (lastId !== null) headers['last-event-id'] = lastId;
    const response = await fetch(path, { headers, cache: 'no-store', signal: AbortSignal.any([signal, silent.signal]) });
    if (!response.ok || !response.body) throw faultOfResponse(response.status, await response.json().catch(() => null));
    onOpen();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return parser.lastId;
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENCE_MS);
      for (const event of parser.push(decoder.decode(value, { stream: true }))) onEvent(event);
    }
  } catch (error) {
    if (error instanceof ApiFault) throw error;
    if (signal.aborted) return parser.lastId;
    throw new ApiFault('unreachable');
  } finally {
    clearTimeout(timer);
  }
}
