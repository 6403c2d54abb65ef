import { describe, expect, it } from 'vitest';
import type { CaseEvent } from '../api/dispatch-types';
import { actorOf, detailOf, pausesOf, recordedLater, sizeText } from './history';

const event = (act: string, at: string, more: Partial<CaseEvent> = {}): CaseEvent => ({ number: 1, at: `2026-11-25T${at}:00+08:00`, recorded_at: `2026-11-25T${at}:20+08:00`, by: 'system', act, title: { zh: act, en: act }, detail: {}, ...more });

describe('a case’s history', () => {
  it('tells when the clock stood, also while it still stands', () => {
    const pauses = pausesOf([event('dispatch', '09:00'), event('suspend', '10:00'), event('note', '10:30'), event('resume', '11:00'), event('suspend', '12:00')]);
    expect(pauses.map((pause) => [pause.from.slice(11, 16), pause.until?.slice(11, 16) ?? null])).toEqual([['10:00', '11:00'], ['12:00', null]]);
  });

  it('says who did it and for which unit', () => {
    expect(actorOf(event('assign', '09:00'))).toBeNull();
    expect(actorOf(event('note', '09:00', { by: 'li' }))).toEqual({ name: 'li', unit: null });
    expect(actorOf(event('note', '09:00', { by: { account: 'li', unit: { code: 'S1', name: { zh: '', en: '' }, kind: 'town' } } }))).toEqual({ name: 'li', unit: 'S1' });
  });

  it('points out what was recorded later than it took effect', () => {
    expect(recordedLater(event('note', '09:00'))).toBe(false);
    expect(recordedLater(event('note', '09:00', { recorded_at: '2026-11-25T09:05:00+08:00' }))).toBe(true);
  });

  it('leaves out what is empty or no words', () => {
    expect(detailOf(event('return', '09:00', { detail: { proposes: null, text: 'x', reason: 'wrong-unit', helpers: [], digest: 'ab' } }))).toEqual([['reason', 'wrong-unit'], ['text', 'x']]);
  });

  it.each([[12, '12 B'], [34_567, '35 kB'], [7_654_321, '7.7 MB']])('%d bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});
