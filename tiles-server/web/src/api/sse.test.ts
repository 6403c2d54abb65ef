import { afterEach, describe, expect, it, vi } from 'vitest';
import { useToken } from './http';
import { EventParser, listen } from './sse';

const TEXT = '\ufeff: hello\r\nid: 7\r\nevent: case\r\ndata: {"a":1}\r\n\r\ndata: one\ndata: two\n\nid: 9\n\n: keep-alive\n\ndata\n\n';
const EVENTS = [
  { id: '7', event: 'case', data: '{"a":1}' },
  { id: '7', event: 'message', data: 'one\ntwo' },
  { id: '9', event: 'message', data: '' },
];

describe('the reader of server-sent events', () => {
  it('reads names, identities, lines and comments', () => {
    expect(new EventParser().push(TEXT)).toEqual(EVENTS);
  });

  it.each([1, 2, 3, 5, 7, 11])('reads the same when the text comes in pieces of %d', (size) => {
    const parser = new EventParser();
    const found = [];
    for (let at = 0; at < TEXT.length; at += size) found.push(...parser.push(TEXT.slice(at, at + size)));
    expect(found).toEqual(EVENTS);
  });

  it('remembers an identity without data, so that a resumed stream repeats nothing', () => {
    const parser = new EventParser('3');
    expect(parser.push('id: 4\n\n')).toEqual([]);
    expect(parser.lastId).toBe('4');
  });

  it('keeps an unfinished event back', () => {
    expect(new EventParser().push('data: half\n')).toEqual([]);
  });
});

describe('listening', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    useToken(null);
  });

  it('sends the token and the last identity, tells what came, and remembers where it ended', async () => {
    let sent: Record<string, string> = {};
    vi.stubGlobal('document', { documentElement: { lang: 'zh-CN' } });
    vi.stubGlobal('fetch', async (_: string, asked: RequestInit) => {
      sent = asked.headers as Record<string, string>;
      return new Response('id: 8\nevent: case\ndata: {}\n\nid: 9\ndata: cut o');
    });
    useToken('secret');
    const told: string[] = [];
    const last = await listen('/stream', { lastId: '7', signal: new AbortController().signal, onOpen: () => told.push('open'), onEvent: ({ event, id }) => told.push(`${event} ${id}`) });
    expect(sent).toMatchObject({ authorization: 'Bearer secret', 'last-event-id': '7', accept: 'text/event-stream' });
    expect(told).toEqual(['open', 'case 8']);
    expect(last).toBe('8');
  });

  it('fails with the server’s own words where it is refused', async () => {
    vi.stubGlobal('document', { documentElement: { lang: 'en' } });
    vi.stubGlobal('fetch', async () => new Response('{"title":"Busy"}', { status: 503 }));
    const nothing = (): void => undefined;
    await expect(listen('/stream', { lastId: null, signal: new AbortController().signal, onOpen: nothing, onEvent: nothing })).rejects.toMatchObject({ status: 503, problem: { title: 'Busy' } });
  });
});
