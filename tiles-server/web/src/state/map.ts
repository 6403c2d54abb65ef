// What the rest of the page may know about the map, and what it may ask of it, without importing the map library.
import { reactive, shallowRef } from 'vue';
import type { Coordinates } from '../format/coordinates';

export const mapState = reactive({
  ready: false,
  zoom: 0,
  /** Some tiles or a layer's description did not arrive. */
  tileFault: false,
  webglMissing: false,
  attribution: '',
  /** Counts the times that the map came to rest: names on it may be known now. */
  rests: 0,
});

export interface Hovered {
  layer: string;
  code: string;
  name: string;
  x: number;
  y: number;
}
export const hovered = shallowRef<Hovered | null>(null);

export interface MapActions {
  pan(dx: number, dy: number): void;
  zoomBy(step: number): void;
  home(): void;
  centre(): Coordinates;
  /** Moves so that the place can be seen; does nothing where it is in plain view already. */
  reveal(place: Coordinates): void;
  retry(): void;
  /** The name of a cell, where a tile that is loaded tells it. */
  nameOf(layer: string, code: string): string;
  /** Chooses what lies at the centre, on maps where one can. */
  choose?(): void;
  /** Draws now and gives the canvas, whose picture lasts until the end of the task. */
  paint(): HTMLCanvasElement;
}
export const mapActions = shallowRef<MapActions | null>(null);
