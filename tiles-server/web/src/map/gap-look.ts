// Colours and hatch of the rule gaps.
import type { ExpressionSpecification } from 'maplibre-gl';
import type { GapLegend } from '../api/gaps';
import { INK } from './palette';

const HATCH_PX = 12;

/** The colour of each step, as the server says. */
export function stepColours(legend: GapLegend): ExpressionSpecification {
  const pairs = legend.steps.flatMap(({ step, colour }) => [step, colour]);
  return ['match', ['get', 'step'], ...pairs, INK] as unknown as ExpressionSpecification;
}

/** Diagonal lines that meet at the edges of their square. */
export function hatch(size = HATCH_PX): { width: number; height: number; data: Uint8ClampedArray } {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const line = (x + y) % size < 3;
      data.set(line ? [76, 88, 102, 190] : [139, 150, 162, 60], (y * size + x) * 4);
    }
  }
  return { width: size, height: size, data };
}
