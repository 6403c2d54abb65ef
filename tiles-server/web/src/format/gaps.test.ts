import { expect, it } from 'vitest';
import type { Gap } from '../api/gaps';
import { inOrder, shareText } from './gaps';
import { thousands } from './numbers';

const gap = (accepted: boolean, combinations: number): Gap => ({ fault: 'unowned', title: { zh: '', en: '' }, rules: [], accepted, accepted_by: null, reason: null, combinations, lines: [] });

it('a share that is something is never shown as nothing, and less than all never as all', () => {
  expect(shareText(1, 10_000_000)).toBe('< 0.01 %');
  expect(shareText(5, 1000)).toBe('0.50 %');
  expect(shareText(999, 1000)).toBe('99 %');
  expect(shareText(1000, 1000)).toBe('100 %');
  expect(shareText(0, 1000)).toBe('0 %');
});

it('open gaps stand before accepted ones, the larger first', () => {
  const gaps = [gap(true, 9), gap(false, 1), gap(false, 5)];
  const found = { code: 'u', name: null, holes: 6, ties: 0, accepted: 9, combinations: 20, gaps };
  expect(inOrder(found).map((one) => one.combinations)).toEqual([5, 1, 9]);
});

it('large counts are grouped', () => {
  expect(thousands(1_234_567)).toBe('1,234,567');
});
