// The empty map: paper, the fonts, and the streets where the server has them. Built in code, nothing is fetched.
import latin from '@fontsource/noto-sans-sc/files/noto-sans-sc-latin-500-normal.woff2?url';
import chinese from '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-500-normal.woff2?url';
import type { LayerSpecification, StyleSpecification, VectorSourceSpecification } from 'maplibre-gl';
import type { TileJson } from '../api/types';
import { PAPER } from './palette';

/** The one face of all map text, drawn from the bundled files: no glyph server, no font of the machine. */
export const MAP_FONT = ['Noto Sans SC Medium'];

const absolute = (address: string): string => new URL(address, window.location.href).href;
const LATIN_RANGE = ['U+0000-00FF', 'U+2000-206F', 'U+2122', 'U+2191', 'U+2193', 'U+2212', 'U+2215'];

export function emptyStyle(): StyleSpecification {
  return {
    version: 8,
    'font-faces': {
      'Noto Sans SC Medium': [
        { url: absolute(latin), 'unicode-range': LATIN_RANGE },
        { url: absolute(chinese), 'unicode-range': ['U+2070-10FFFF'] },
      ],
    },
    sources: {},
    layers: [{ id: 'paper', type: 'background', paint: { 'background-color': PAPER } }],
  };
}

export function vectorSource(found: TileJson): VectorSourceSpecification {
  const source: VectorSourceSpecification = { type: 'vector', tiles: found.tiles, minzoom: found.minzoom ?? 0, maxzoom: found.maxzoom ?? 16 };
  if (found.bounds) source.bounds = found.bounds;
  return source;
}

type StreetLayer = Extract<LayerSpecification, { type: 'line' | 'symbol' }>;

function streetLine(id: string, kind: string, minzoom: number, colour: string, widths: [number, number, number]): StreetLayer {
  return {
    id, type: 'line', source: 'basemap', 'source-layer': 'streets', minzoom,
    filter: ['==', ['get', 'class'], kind],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': colour, 'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 10, widths[0], 14, widths[1], 18, widths[2]] },
  };
}

/** Quiet streets below the grid: they help to find a place and never compete with a border. */
export function streetLayers(): StreetLayer[] {
  return [
    streetLine('street-lane', 'lane', 14, '#ffffff', [0.3, 1.2, 9]),
    streetLine('street-secondary-edge', 'secondary', 12, '#dcdfdc', [0.8, 3.6, 18]),
    streetLine('street-secondary', 'secondary', 12, '#ffffff', [0.5, 2.4, 16]),
    streetLine('street-main-edge', 'main', 9, '#cfd3d1', [1.3, 6, 26]),
    streetLine('street-main', 'main', 9, '#ffffff', [0.8, 4.6, 24]),
  ];
}

export function streetNames(): StreetLayer[] {
  return [
    {
      id: 'street-name', type: 'symbol', source: 'basemap', 'source-layer': 'streets', minzoom: 13.5,
      filter: ['all', ['has', 'name'], ['any', ['!=', ['get', 'class'], 'lane'], ['>=', ['zoom'], 15.5]]],
      layout: {
        'symbol-placement': 'line', 'symbol-spacing': 380,
        'text-field': ['get', 'name'], 'text-font': MAP_FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 13, 10, 17, 12.5],
        'text-letter-spacing': 0.08, 'text-max-angle': 30, 'text-padding': 12,
      },
      paint: { 'text-color': '#6d757d', 'text-halo-color': '#ffffff', 'text-halo-width': 1.4 },
    },
  ];
}
