// The place that was asked for: a dot, and a circle when the place is only known to some metres.
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { Coordinates } from '../format/coordinates';
import type { MapDot, Mark } from '../state/subject';
import { circleAround } from './circle';
import { cellFilter, ownerIds, rivalIds } from './layers';
import { INK } from './palette';

const SOURCE = 'place';
/** Cases of the list; a late one is larger and ringed, so that no one needs the colour. */
export const DOTS = 'case-dots';
const LATE = '#8c1c17';

export function addPlaceLayers(map: MapLibre): void {
  map.addSource(DOTS, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer({
    id: DOTS, type: 'circle', source: DOTS,
    paint: {
      'circle-radius': ['case', ['get', 'chosen'], 8, ['get', 'late'], 5.5, 4],
      'circle-color': ['case', ['get', 'late'], '#ffffff', INK],
      'circle-stroke-color': ['case', ['get', 'late'], LATE, '#ffffff'],
      'circle-stroke-width': ['case', ['get', 'late'], 3, 1.4],
      'circle-opacity': 0.9,
    },
  });
  map.addSource(SOURCE, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer({ id: 'place-circle', type: 'fill', source: SOURCE, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': INK, 'fill-opacity': 0.1 } });
  map.addLayer({ id: 'place-circle-line', type: 'line', source: SOURCE, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'line-color': INK, 'line-width': 1.5 } });
  const dot = { type: 'circle', source: SOURCE, filter: ['==', ['geometry-type'], 'Point'] } as const;
  map.addLayer({ id: 'place-halo', ...dot, filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 9, 'circle-color': '#ffffff', 'circle-stroke-color': INK, 'circle-stroke-width': 2 } });
  map.addLayer({ id: 'place-dot', ...dot, filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 4, 'circle-color': INK } });
}

export function drawPlace(map: MapLibre, place: Coordinates | null, radius_m: number): void {
  const source = map.getSource<GeoJSONSource>(SOURCE);
  if (!source) return;
  const features: GeoJSON.Feature[] = [];
  if (place) {
    features.push({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [place.lon, place.lat] } });
    if (radius_m > 0) features.push({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [circleAround(place, radius_m)] } });
  }
  source.setData({ type: 'FeatureCollection', features });
}

export function drawDots(map: MapLibre, dots: readonly MapDot[]): void {
  const features = dots.map(({ id, at, late, chosen }): GeoJSON.Feature => ({ type: 'Feature', properties: { id, late, chosen }, geometry: { type: 'Point', coordinates: [at.lon, at.lat] } }));
  map.getSource<GeoJSONSource>(DOTS)?.setData({ type: 'FeatureCollection', features });
}

/** Marks the owner and the rival of one layer, and takes the marks off all others. */
export function drawOwner(map: MapLibre, names: readonly string[], focus: string | null, marks: Readonly<Record<string, Mark>>): void {
  for (const name of names) {
    const found = name === focus ? marks[name] : undefined;
    const set = (ids: string[], code: string | null): void => {
      for (const id of ids) if (map.getLayer(id)) map.setFilter(id, cellFilter(code));
    };
    set(ownerIds(name), found?.code ?? null);
    set(rivalIds(name), found?.rival ?? null);
  }
}
