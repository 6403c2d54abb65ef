import { describe, expect, it } from 'vitest';
import { actOfKey, ACTS, offered } from './acts';

/** The acts that may be lawful together, by stage (engine `cases`). */
const TOGETHER = [
  ['accept', 'verify', 'file', 'dispatch', 'not-file', 'duplicate', 'void', 'note', 'attach', 'supervise', 'reclassify', 'locate'],
  ['verified', 'void', 'note', 'attach', 'supervise', 'locate', 'reclassify'],
  ['handle', 'feedback', 'return', 'extend', 'suspend', 'dispatch', 'duplicate', 'void', 'note', 'attach', 'supervise', 'locate', 'reclassify', 'appeal'],
  ['check', 'close', 'rework', 'note', 'attach', 'supervise', 'visit'], ['checked', 'note'], ['resume', 'void', 'note'], ['visit', 'reward', 'appeal', 'note', 'attach'], ['appealed', 'note'],
];
/** Keys of the page: new, next, previous, queues, zoom, help, find. */
const TAKEN = 'njk/?0123456789+-=_';

describe('the acts on a case', () => {
  it.each(TOGETHER)('have one letter each where they are lawful together, and none that the page uses (%s…)', (...lawful) => {
    const keys = lawful.map((name) => ACTS[name]!.key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(TAKEN).not.toContain(key);
    for (const name of lawful) expect(actOfKey(lawful, ACTS[name]!.key)).toBe(name);
  });

  it('are offered where lawful only, the next step first, what throws away last', () => {
    const found = offered(['void', 'note', 'report', 'dispatch', 'accept', 'not-file']);
    expect(found.map((act) => act.name)).toEqual(['dispatch', 'accept', 'note', 'not-file', 'void']);
    expect(found.filter((act) => act.main).map((act) => act.name)).toEqual(['dispatch']);
    expect(offered(['dispatch', 'locate', 'void'], 'unlocated').map((act) => act.name)).toEqual(['locate', 'dispatch', 'void']);
    expect(offered([])).toEqual([]);
    expect(actOfKey(['note'], 'd')).toBeNull();
  });
});
