import { expect, it } from 'vitest';
import { hatch, stepColours } from './gap-look';

it('each step has the colour of the legend', () => {
  const title = { zh: '', en: '' };
  const steps = [{ step: 0, colour: '#8b96a2', title }, { step: 5, colour: '#7a0c1e', title }];
  const expression = stepColours({ title, measure: title, steps }) as unknown[];
  expect(expression.slice(2, 6)).toEqual([0, '#8b96a2', 5, '#7a0c1e']);
});

it('the hatch goes on over the edge of its square', () => {
  const { width, height, data } = hatch(12);
  expect([width, height, data.length]).toEqual([12, 12, 576]);
  const dark = (x: number, y: number): boolean => data[((y % 12) * 12 + (x % 12)) * 4 + 3]! > 100;
  for (let step = 0; step < 24; step += 1) expect(dark(step, 24 - step)).toBe(dark(0, 0));
});
