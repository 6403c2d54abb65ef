// How figures look. Colours and breaks are the server's; this file only says which attribute takes which of them.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { Legend } from '../../api/figures';
import { flowWidthPx } from '../../format/figures';
import { cellFilter } from '../layers';
import { INK } from '../palette';
import { MAP_FONT } from '../style';

export const SOURCE = 'figure';
export const FILL = 'figure-fill';
export const CHOSEN = 'figure-chosen';
export const POINTS = 'figure-points';
export const CLUSTERS = 'figure-clusters';
export const FLOW = 'figure-flow';
export const RASTER = 'figure-raster';
export const HATCH = 'figure-hatch';
export const DOTTED = 'figure-dotted';
export const ARROW = 'figure-arrow';

const UNKNOWN = '#dfe3e6';
const LATE = '#8c1c17';
const FLOW_COLOUR = '#14466b';

/** The colour of a class as the tile names it, or of a value where the scale is that of another map. */
export function colourOf(scale: Legend, byValue: boolean): ExpressionSpecification | string {
  const [first, ...rest] = scale.classes;
  if (!first) return UNKNOWN;
  if (byValue) {
    const steps = rest.flatMap(({ from, colour }) => (from === null ? [] : [from, colour ?? UNKNOWN]));
    const stepped = steps.length > 0 ? ['step', ['get', 'value'], first.colour ?? UNKNOWN, ...steps] : (first.colour ?? UNKNOWN);
    return ['case', ['has', 'value'], stepped, UNKNOWN] as unknown as ExpressionSpecification;
  }
  return ['match', ['get', 'class'], ...scale.classes.flatMap((found) => [found.class, found.colour ?? UNKNOWN]), UNKNOWN] as unknown as ExpressionSpecification;
}

/** Cells: colour, hatch where there is no figure, dots where there are too few cases to be told. */
export function cellLayers(scale: Legend | null): LayerSpecification[] {
  const at = { source: SOURCE, 'source-layer': 'cells' } as const;
  return [
    {
      id: FILL, type: 'fill', ...at,
      paint: {
        'fill-color': scale ? colourOf(scale, false) : UNKNOWN,
        'fill-opacity': ['case', ['boolean', ['feature-state', 'hover'], false], 1, 0.84],
        'fill-outline-color': ['interpolate', ['linear'], ['zoom'], 11.5, 'rgba(255,255,255,0)', 13.5, 'rgba(255,255,255,0.75)'],
      },
    },
    { id: HATCH, type: 'fill', ...at, filter: ['all', ['has', 'missing'], ['!=', ['get', 'missing'], 'withheld']], paint: { 'fill-pattern': HATCH } },
    { id: DOTTED, type: 'fill', ...at, filter: ['==', ['get', 'missing'], 'withheld'], paint: { 'fill-pattern': DOTTED } },
  ];
}

/** Above all borders. */
export function chosenLayers(code: string | null): LayerSpecification[] {
  const at = { source: SOURCE, 'source-layer': 'cells', type: 'line' } as const;
  return [
    { id: `${CHOSEN}-casing`, ...at, filter: cellFilter(code), layout: { 'line-join': 'round' }, paint: { 'line-color': '#ffffff', 'line-width': 6 } },
    { id: CHOSEN, ...at, filter: cellFilter(code), layout: { 'line-join': 'round' }, paint: { 'line-color': INK, 'line-width': 2.6 } },
  ];
}

export const densityLayers = (): LayerSpecification[] => [{ id: RASTER, type: 'raster', source: SOURCE, paint: { 'raster-opacity': 0.82, 'raster-fade-duration': 0, 'raster-resampling': 'nearest' } }];

const clustered: ExpressionSpecification = ['has', 'cases'];

/** Clusters by size; a ring where any is late, so that nobody needs the colour. */
export function pointLayers(): LayerSpecification[] {
  const at = { source: SOURCE, 'source-layer': 'points' } as const;
  const late: ExpressionSpecification = ['case', clustered, ['>', ['coalesce', ['get', 'overdue'], 0], 0], ['boolean', ['get', 'overdue'], false]];
  return [
    {
      id: CLUSTERS, type: 'circle', ...at, filter: clustered,
      paint: { 'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'cases']], 1, 4, 10, 14, 40, 24, 160, 34], 'circle-color': INK, 'circle-opacity': 0.78, 'circle-stroke-color': ['case', late, LATE, '#ffffff'], 'circle-stroke-width': ['case', late, 2.4, 1] },
    },
    {
      id: POINTS, type: 'circle', ...at, filter: ['!', clustered],
      paint: { 'circle-radius': ['interpolate', ['linear'], ['zoom'], 15, 4, 18, 7], 'circle-color': ['case', late, '#ffffff', INK], 'circle-stroke-color': ['case', late, LATE, '#ffffff'], 'circle-stroke-width': ['case', late, 3, 1.4] },
    },
    {
      id: `${CLUSTERS}-count`, type: 'symbol', ...at, filter: ['all', clustered, ['>=', ['get', 'cases'], 10]],
      layout: { 'text-field': ['to-string', ['get', 'cases']], 'text-font': MAP_FONT, 'text-size': 11 },
      paint: { 'text-color': '#ffffff' },
    },
  ];
}

/** Flows of at least so many cases. */
export const strongFlows = (least: number): FilterSpecification => ['>=', ['get', 'cases'], least];

/** Lines by class; a white casing keeps crossings apart, arrows say which way. */
export function flowLayers(scale: Legend | null): LayerSpecification[] {
  const at = { source: SOURCE, 'source-layer': 'flow' } as const;
  const classes = scale?.classes ?? [];
  const width = (more: number): ExpressionSpecification | number => (classes.length > 0 ? (['match', ['get', 'class'], ...classes.flatMap((found, k) => [found.class, (found.width_px ?? flowWidthPx(k, classes.length)) + more]), 1 + more] as unknown as ExpressionSpecification) : 2 + more);
  const sorted = { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': ['get', 'cases'] as ExpressionSpecification } as const;
  return [
    { id: `${FLOW}-casing`, type: 'line', ...at, layout: sorted, paint: { 'line-color': '#ffffff', 'line-opacity': 0.6, 'line-width': width(1) } },
    { id: FLOW, type: 'line', ...at, layout: sorted, paint: { 'line-color': scale && classes[0]?.colour ? colourOf(scale, false) : FLOW_COLOUR, 'line-opacity': 0.8, 'line-width': width(0) } },
    { id: ARROW, type: 'symbol', ...at, layout: { 'symbol-placement': 'line', 'symbol-spacing': 110, 'icon-image': ARROW, 'icon-size': 0.5, 'icon-allow-overlap': false } },
  ];
}

interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

function picture(size: number, colour: (x: number, y: number) => [number, number, number, number]): Picture {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) data.set(colour(x, y), (y * size + x) * 4);
  return { width: size, height: size, data };
}

/** Diagonal lines on grey: no figure. */
export const hatched = (): Picture => picture(16, (x, y) => ((x + y) % 16 < 3 ? [76, 88, 102, 220] : [231, 234, 236, 200]));
/** Dots on grey: a figure that is not told. */
export const dotted = (): Picture => picture(12, (x, y) => ((x - 5.5) ** 2 + (y - 5.5) ** 2 < 5 ? [76, 88, 102, 220] : [239, 241, 242, 210]));
/** An arrow head that points along its line. */
export const arrow = (): Picture => picture(24, (x, y) => {
  const half = (21 - x) * 0.55;
  const inner = x > 4 && x < 20 && Math.abs(y - 11.5) < half - 2;
  return inner ? [255, 255, 255, 255] : x > 2 && x < 22 && Math.abs(y - 11.5) < half ? [13, 51, 80, 255] : [0, 0, 0, 0];
});
