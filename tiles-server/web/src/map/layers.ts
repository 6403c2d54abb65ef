// The map layers of one grid layer: an invisible fill to point at, the owner's and the rival's marks, borders, labels.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { LayerInfo } from '../api/types';
import { INK, lookOf, RIVAL, SYNTHETIC_DASH } from './palette';
import { MAP_FONT } from './style';

export const sourceId = (name: string): string => `grid-${name}`;
export const fillId = (name: string): string => `${name}-fill`;
export const ownerIds = (name: string): string[] => [`${name}-owner-fill`, `${name}-owner-casing`, `${name}-owner-line`];
export const rivalIds = (name: string): string[] => [`${name}-rival-fill`, `${name}-rival-line`];
/** The layers that the layer panel shows and hides; marks of an answer stay visible. */
export const drawnIds = (name: string): string[] => [`${name}-casing`, `${name}-border`, `${name}-label`];

export const cellFilter = (code: string | null): FilterSpecification => ['==', ['get', 'code'], code ?? '\u0000'];

const LABELS_FROM_ZOOM = [5, 9, 13, 12.4, 15.5];

const grow = (width: number): ExpressionSpecification =>
  ['interpolate', ['linear'], ['zoom'], 9, width * 0.55, 13, width, 17, width * 1.6];

/** Which source-layer holds the border lines; older tiles have polygons only. */
export type BorderSource = 'borders' | 'cells';

export function fillLayers(name: string, rank: number): LayerSpecification[] {
  const { colour } = lookOf(rank);
  const at = { source: sourceId(name), 'source-layer': 'cells' } as const;
  return [
    {
      id: fillId(name), type: 'fill', ...at,
      paint: { 'fill-color': colour, 'fill-antialias': false, 'fill-opacity': ['case', ['boolean', ['feature-state', 'hover'], false], 0.13, 0] },
    },
    { id: `${name}-rival-fill`, type: 'fill', ...at, filter: cellFilter(null), paint: { 'fill-color': RIVAL, 'fill-opacity': 0.1, 'fill-antialias': false } },
    { id: `${name}-owner-fill`, type: 'fill', ...at, filter: cellFilter(null), paint: { 'fill-color': colour, 'fill-opacity': 0.18, 'fill-antialias': false } },
  ];
}

export function borderLayers(layer: LayerInfo, rank: number, from: BorderSource): LayerSpecification[] {
  const { colour, width_px } = lookOf(rank);
  const at = { source: sourceId(layer.name), 'source-layer': from } as const;
  const layers: LayerSpecification[] = [];
  if (rank <= 1) {
    layers.push({
      id: `${layer.name}-casing`, type: 'line', ...at, layout: { 'line-join': 'round' },
      paint: { 'line-color': '#ffffff', 'line-opacity': 0.75, 'line-width': grow(width_px + 2.4) },
    });
  }
  const synthetic: ExpressionSpecification = ['boolean', ['get', 'synthetic'], layer.synthetic];
  layers.push({
    id: `${layer.name}-border`, type: 'line', ...at, layout: { 'line-join': 'round' },
    paint: {
      'line-color': colour,
      'line-width': grow(width_px),
      'line-dasharray': ['case', synthetic, ['literal', SYNTHETIC_DASH], ['literal', [1, 0]]],
    },
  });
  return layers;
}

/** Outlines of the owning cell and its rival, above all borders. */
export function markLayers(name: string, rank: number): LayerSpecification[] {
  const { colour } = lookOf(rank);
  const at = { source: sourceId(name), 'source-layer': 'cells' } as const;
  const line = (id: string, paint: Extract<LayerSpecification, { type: 'line' }>['paint']): LayerSpecification => ({
    id, type: 'line', ...at, filter: cellFilter(null), layout: { 'line-join': 'round' }, paint,
  });
  return [
    line(`${name}-rival-line`, { 'line-color': RIVAL, 'line-width': 2, 'line-dasharray': [1, 1.4] }),
    line(`${name}-owner-casing`, { 'line-color': '#ffffff', 'line-width': 6.5, 'line-opacity': 0.9 }),
    line(`${name}-owner-line`, { 'line-color': colour, 'line-width': 3.4 }),
  ];
}

export function labelLayer(name: string, rank: number, count: number): LayerSpecification {
  const { colour, label_px } = lookOf(rank);
  const finest = rank === count - 1;
  const called: ExpressionSpecification = ['case', ['in', ['coalesce', ['get', 'name'], ''], ['literal', ['']]], ['get', 'code'], ['get', 'name']];
  const withCode: ExpressionSpecification = ['format', called, {}, '\n', {}, ['get', 'code'], { 'font-scale': 0.82 }];
  const layer: LayerSpecification = {
    id: `${name}-label`, type: 'symbol', source: sourceId(name), 'source-layer': 'labels',
    minzoom: LABELS_FROM_ZOOM[Math.min(rank, LABELS_FROM_ZOOM.length - 1)]!,
    layout: {
      'text-field': finest || rank < 2 ? called : ['step', ['zoom'], called, 14.6, withCode],
      'text-font': MAP_FONT,
      'text-size': ['interpolate', ['linear'], ['zoom'], 10, label_px * 0.88, 15, label_px * 1.08],
      'text-letter-spacing': rank <= 1 ? 0.12 : 0.02,
      'text-max-width': 9,
      'text-line-height': 1.25,
      'text-padding': rank <= 1 ? 4 : 6,
      'symbol-sort-key': rank,
    },
    paint: { 'text-color': rank === 0 ? INK : colour, 'text-halo-color': 'rgba(255,255,255,0.94)', 'text-halo-width': rank <= 1 ? 2 : 1.6 },
  };
  if (rank === 0) layer.maxzoom = 10.5;
  return layer;
}
