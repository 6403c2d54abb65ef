import { expect, it } from 'vitest';
import { gapsQuery } from './gaps';

it('the rules in force today need no parameter', () => {
  expect(gapsQuery('published', null)).toBe('');
});

it('a draft is asked for by name, over the plan that is shown', () => {
  expect(gapsQuery('folder', 2)).toBe('?of=folder&plan=2');
});

it('a date chooses plan and rules together', () => {
  expect(gapsQuery('published', 1, '2024-06-01')).toBe('?as_of=2024-06-01');
});
