import { describe, expect, it } from 'vitest';
import { EventParser } from './sse';

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
