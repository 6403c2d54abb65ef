// The map layers of one grid layer: an invisible fill to point at, the owner's and the rival's marks, borders, labels.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { LayerInfo } from '../api/types';
import type { Language } from '../format/permalink';
import { FINEST, INK, lookOf, PAPER, RIVAL } from './palette';
import { MAP_FONT } from './style';

export const sourceId = (name: string): string => `grid-${name}`;
export const fillId = (name: string): string => `${name}-fill`;
export const ownerIds = (name: string): string[] => [`${name}-owner-fill`, `${name}-owner-casing`, `${name}-owner-line`];
export const rivalIds = (name: string): string[] => [`${name}-rival-fill`, `${name}-rival-line`];
export const labelId = (name: string): string => `${name}-label`;
/** The layers that the layer panel shows and hides; marks of an answer stay visible. */
export const drawnIds = (name: string): string[] => [`${name}-casing`, `${name}-border`, labelId(name)];

export const cellFilter = (code: string | null): FilterSpecification => ['==', ['get', 'code'], code ?? '\u0000'];

/** Fine borders stay in the background until the zoom at which they can be read. */
const FADE_IN: Partial<Record<number, ExpressionSpecification>> = {
  2: ['interpolate', ['linear'], ['zoom'], 10.5, 0.3, 13.2, 1],
  3: ['interpolate', ['linear'], ['zoom'], 10, 0.5, 12, 1],
  4: ['interpolate', ['linear'], ['zoom'], 13, 0.4, 15, 0.95],
};

const grow = (width: number): ExpressionSpecification =>
  ['interpolate', ['linear'], ['zoom'], 9, width * 0.55, 13, width, 17, width * 1.6];

/** Which source-layer holds the border lines; older tiles have polygons only. */
export type BorderSource = 'borders' | 'cells';

export function fillLayers(name: string, level: number): LayerSpecification[] {
  const { colour } = lookOf(level);
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

export function borderLayers(layer: LayerInfo, level: number, from: BorderSource): LayerSpecification[] {
  const { colour, width_px, dash } = lookOf(level);
  const at = { source: sourceId(layer.name), 'source-layer': from } as const;
  const layers: LayerSpecification[] = [];
  // The casing also covers a finer border below, which would fill the gaps between dashes with its own.
  layers.push({
    id: `${layer.name}-casing`, type: 'line', ...at, layout: { 'line-join': 'round' },
    paint: { 'line-color': level <= 1 ? '#ffffff' : PAPER, 'line-opacity': level <= 1 ? 0.8 : 1, 'line-width': grow(width_px + (level <= 1 ? 2.4 : 0.8)) },
  });
  const synthetic: ExpressionSpecification = ['boolean', ['get', 'synthetic'], layer.synthetic];
  layers.push({
    id: `${layer.name}-border`, type: 'line', ...at, layout: { 'line-join': 'round' },
    paint: {
      'line-color': colour,
      'line-width': grow(width_px),
      'line-opacity': FADE_IN[level] ?? 1,
      'line-dasharray': ['case', synthetic, ['literal', dash], ['literal', [1, 0]]],
    },
  });
  return layers;
}

/** Outlines of the owning cell and its rival, above all borders. */
export function markLayers(name: string, level: number): LayerSpecification[] {
  const { colour } = lookOf(level);
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

/** The name in the page's language, the code where there is none, and both where there is room. */
export function labelText(level: number, language: Language): ExpressionSpecification {
  const text = (key: string): ExpressionSpecification => ['coalesce', ['get', key], ''];
  const name: ExpressionSpecification = language === 'en' ? ['case', ['!=', text('name_en'), ''], text('name_en'), text('name')] : text('name');
  const called: ExpressionSpecification = ['case', ['==', name, ''], ['get', 'code'], name];
  if (level < 2 || level === FINEST) return called;
  const withCode: ExpressionSpecification = ['case', ['==', name, ''], ['get', 'code'], ['format', name, {}, '\n', {}, ['get', 'code'], { 'font-scale': 0.82 }]];
  return ['step', ['zoom'], called, 14.6, withCode];
}

export function labelLayer(name: string, level: number, language: Language): LayerSpecification {
  const { colour, label_px, labels_from_zoom } = lookOf(level);
  const layer: LayerSpecification = {
    id: labelId(name), type: 'symbol', source: sourceId(name), 'source-layer': 'labels', minzoom: labels_from_zoom,
    layout: {
      'text-field': labelText(level, language),
      'text-font': MAP_FONT,
      'text-size': ['interpolate', ['linear'], ['zoom'], 10, label_px * 0.88, 15, label_px * 1.08],
      'text-letter-spacing': level <= 1 ? 0.12 : 0.02,
      'text-max-width': 9,
      'text-line-height': 1.25,
      'text-padding': level <= 1 ? 4 : 6,
    },
    paint: { 'text-color': level === 0 ? INK : colour, 'text-halo-color': 'rgba(255,255,255,0.94)', 'text-halo-width': level <= 1 ? 2 : 1.6 },
  };
  if (level === 0) layer.maxzoom = 10.5;
  return layer;
}
