// What each map asks the server for: tiles, their description, their legend.
import { computed } from 'vue';
import type { MeasureName, Show } from '../../format/analysis-link';
import type { Range } from '../../format/period';
import { mapState } from '../map';
import { layersInOrder, plansInOrder, shownPlan } from '../view';
import { choice } from './choice';
import { otherRange, range, where } from './extent';
import { conditionsOf } from './query';

export type SideName = 'a' | 'b';

export interface MapRequest {
  show: Show;
  /** Of hexagons: tiles of one size begin at their own zoom. */
  resolution: number | null;
  /** The name of the tiles: a layer's, or h3, density, points, flow. */
  name: string;
  describe: string;
  /** Points have none: what they mean is written on the page. */
  legend: string | null;
  /** With `{z}`, `{x}`, `{y}`. */
  tiles: string;
  measure: MeasureName;
  range: Range;
  plan: number | null;
}

/** The layer that is shown: the chosen one, else the responsibility grid, else the finest. */
export const shownLayer = computed<string | null>(() => {
  const names = layersInOrder.value.map((layer) => layer.name);
  if (choice.layer && names.includes(choice.layer)) return choice.layer;
  return layersInOrder.value.find((layer) => layer.role === 'responsibility-grid')?.name ?? names.at(-1) ?? null;
});

/** Layers whose cells can be told apart by figures: all but the district as one. */
export const countedLayers = computed(() => layersInOrder.value.filter((layer) => layer.role !== 'district'));

function parameters(side: SideName, period: Range): Record<string, string> {
  const found: Record<string, string> = {};
  if (choice.show === 'cells' || choice.show === 'h3') found.measure = choice.measure;
  if (choice.show === 'h3' && choice.resolution !== null) found.resolution = String(choice.resolution);
  if (choice.show === 'density') Object.assign(found, { bandwidth: String(choice.bandwidth_m), edge: choice.edge ? 'corrected' : 'none' });
  const plan = planOf(side);
  if (choice.show === 'cells' && plan !== null) found.plan = String(plan);
  return { ...found, ...conditionsOf(where.value, period) };
}

export function planOf(side: SideName): number | null {
  const shown = shownPlan.value?.number ?? null;
  if (side === 'a' || choice.compare !== 'plan') return shown;
  return choice.otherPlan ?? plansInOrder.value.findLast((plan) => plan.number !== shown)?.number ?? shown;
}

/** Hexagons that follow the zoom have the legend of the zoom that is seen. */
const legendZoom = computed(() => (choice.show === 'h3' && choice.resolution === null && mapState.zoom > 0 ? `&zoom=${Math.floor(mapState.zoom)}` : ''));

function requestOf(side: SideName): MapRequest | null {
  const period = side === 'b' ? otherRange.value : range.value;
  const name = choice.show === 'cells' ? shownLayer.value : choice.show;
  if (!period || !name) return null;
  const query = new URLSearchParams(parameters(side, period)).toString();
  const ending = choice.show === 'density' ? 'png' : 'mvt';
  return { show: choice.show, resolution: choice.show === 'h3' ? choice.resolution : null, name, describe: `/tiles/${name}.json?${query}`, legend: choice.show === 'points' ? null : `/legend/${name}.json?${query}${legendZoom.value}`, tiles: `/tiles/${name}/{z}/{x}/{y}.${ending}?${query}`, measure: choice.measure, range: period, plan: planOf(side) };
}

export const requests = { a: computed(() => requestOf('a')), b: computed(() => (choice.compare === 'none' ? null : requestOf('b'))) };

export type FileFormat = 'csv' | 'geojson' | 'gpkg' | 'tif';
/** What the server writes of each picture: tables and shapes of cells and hexagons, the raster of a density. */
const FILES: Partial<Record<string, readonly FileFormat[]>> = { cells: ['csv', 'geojson', 'gpkg'], h3: ['gpkg'], density: ['tif'] };
export const filesOf = computed<readonly FileFormat[]>(() => FILES[choice.show] ?? []);

/** A file of what the first map shows. */
export function exportPath(format: FileFormat): string | null {
  if (!range.value || !filesOf.value.includes(format)) return null;
  const asked = new URLSearchParams(parameters('a', range.value));
  if (format === 'tif') return `/api/v1/exports/density.tif?${asked}`;
  if (choice.show === 'h3') return `/api/v1/exports/h3.gpkg?${asked}${legendZoom.value}`;
  if (!shownLayer.value) return null;
  asked.set('layer', shownLayer.value);
  if (format === 'gpkg') return `/api/v1/exports/cells.gpkg?${asked}`;
  asked.set('format', format);
  return `/api/v1/figures/cells?${asked}`;
}

/** The changes that matter to the first map: of its cells, or only where they happened. */
export const streamPath = computed<string | null>(() => {
  const period = range.value;
  if (!period) return null;
  const cells = choice.show === 'cells' && shownLayer.value;
  const query = cells ? { layers: cells, ...parameters('a', period) } : conditionsOf(where.value, period);
  return `/api/v1/stream/tiles?${new URLSearchParams(query)}`;
});
