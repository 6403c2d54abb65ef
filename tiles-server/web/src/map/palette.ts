// What each level looks like. Levels differ in hue, in width and in label, so that no one needs the hue alone:
// hues are kept apart for red-green and blue-yellow blindness, and grow thinner from the district to the unit grid.
import type { LayerInfo } from '../api/types';

export interface LevelLook {
  colour: string;
  width_px: number;
  label_px: number;
}

const LOOKS: readonly LevelLook[] = [
  { colour: '#1d2733', width_px: 3, label_px: 16 },
  { colour: '#1d5a96', width_px: 2.2, label_px: 15 },
  { colour: '#0a7566', width_px: 1.3, label_px: 11.5 },
  { colour: '#c2490f', width_px: 1.7, label_px: 12 },
  { colour: '#94408a', width_px: 0.8, label_px: 10 },
];

/** The look of the layer at `rank`, counted from the coarsest; further layers repeat the finest. */
export function lookOf(rank: number): LevelLook {
  return LOOKS[Math.min(Math.max(rank, 0), LOOKS.length - 1)]!;
}

export function lookByName(layers: readonly LayerInfo[], name: string): LevelLook {
  return lookOf(layers.findIndex((layer) => layer.name === name));
}

export const INK = '#1d2733';
export const PAPER = '#f3f4f1';
export const RIVAL = '#5b6573';
/** Dashes of a synthetic border, in line widths. */
export const SYNTHETIC_DASH = [3, 1.8];
