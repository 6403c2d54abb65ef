import { describe, expect, it } from 'vitest';
import { readSettings } from './settings';

describe('the settings', () => {
  it('give each act its reasons under the act’s own word', () => {
    const title = { zh: '错派', en: 'Wrong unit' };
    const found = readSettings({ reasons: { give_back: [{ name: 'wrong-unit', title }], void: ['test'] }, reward: { steps: [{ name: 'minor', title, fen: 5000 }, { name: 'x', title }], most_fen: 100000 } });
    expect(found.reasons).toEqual({ return: [{ name: 'wrong-unit', title }], void: [{ name: 'test', title: { zh: 'test', en: 'test' } }] });
    expect(found.rewards.map((step) => step.fen)).toEqual([5000]);
    expect(found.rewardMostFen).toBe(100000);
  });

  it('that are missing or mangled offer nothing and break nothing', () => {
    expect(readSettings({ reasons: { void: 7, extend: [null, 3] }, grades: 'x' })).toEqual({ grades: [], reasons: { void: [], extend: [] }, rewards: [], rewardMostFen: null });
  });
});
