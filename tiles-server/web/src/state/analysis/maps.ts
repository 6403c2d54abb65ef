// What the page may ask of the maps of figures, and what they tell, without importing the map library.
import { reactive, shallowReactive, shallowRef } from 'vue';
import type { Box } from '../../format/geometry';
import type { SideName } from './requests';

export interface FigureHandle {
  /** Longitude and latitude of a pixel. */
  unproject(x: number, y: number): [number, number];
  bounds(): Box;
  zoom(): number;
  centre(): [number, number];
  size(): { width: number; height: number };
  /** Draws now and gives the canvas, whose picture lasts until the end of the task. */
  paint(): HTMLCanvasElement;
  /** The same view anew, with more pixels: for print. */
  picture(width_px: number, height_px: number, ratio: number): Promise<HTMLCanvasElement | null>;
}

export const handles = shallowReactive<Record<SideName, FigureHandle | null>>({ a: null, b: null });

export interface Pointed {
  side: SideName;
  x: number;
  y: number;
  kind: 'cell' | 'point' | 'cluster' | 'flow';
  properties: Record<string, unknown>;
}
export const pointed = shallowRef<Pointed | null>(null);

/** The cell that was clicked, as its tile told it: a name before the server was asked. */
export const clicked = shallowRef<Record<string, unknown> | null>(null);

export const draw = reactive({ tool: 'none' as 'none' | 'lasso' | 'box', swipe: 0.5 });
