// What each level looks like. Levels differ in hue, in width and in label, so that no one needs the hue alone:
// hues are kept apart for red-green and blue-yellow blindness, and grow thinner from the district to the unit grid.
import type { LayerInfo } from '../api/types';

export interface LevelLook {
  colour: string;
  width_px: number;
  label_px: number;
  /** Dashes of a synthetic border, in line widths: finer levels have shorter ones. */
  dash: [number, number];
  /** No use, and too many cells, below this zoom. */
  from_zoom: number;
  labels_from_zoom: number;
}

const LOOKS: readonly LevelLook[] = [
  { colour: '#1d2733', width_px: 3, label_px: 16, dash: [3, 1.6], from_zoom: 4, labels_from_zoom: 5 },
  { colour: '#1d5a96', width_px: 2.2, label_px: 15, dash: [3, 1.6], from_zoom: 4, labels_from_zoom: 9 },
  { colour: '#0a7566', width_px: 1.4, label_px: 11.5, dash: [5.5, 2.2], from_zoom: 11, labels_from_zoom: 13 },
  { colour: '#b9440d', width_px: 1.8, label_px: 12, dash: [3, 1.8], from_zoom: 9, labels_from_zoom: 12.4 },
  { colour: '#94408a', width_px: 0.9, label_px: 10, dash: [1.6, 1.8], from_zoom: 13, labels_from_zoom: 15.5 },
];
const ROLES: Record<string, number> = { district: 0, town: 1, community: 2, 'responsibility-grid': 3, 'patrol-grid': 3, 'unit-grid': 4 };
export const FINEST = LOOKS.length - 1;

/** The level of a layer by its role; a layer that tells none takes its place in the order. */
export function levelOf(layers: readonly LayerInfo[], name: string): number {
  const rank = layers.findIndex((layer) => layer.name === name);
  return ROLES[layers[rank]?.role ?? ''] ?? (rank < 0 ? FINEST : Math.min(rank, FINEST));
}

export function lookOf(level: number): LevelLook {
  return LOOKS[level] ?? LOOKS[FINEST]!;
}

export const fromZoom = (layer: LayerInfo, level: number): number => Math.max(layer.minzoom, lookOf(level).from_zoom);

export const INK = '#1d2733';
export const PAPER = '#f3f4f1';
export const RIVAL = '#5b6573';
