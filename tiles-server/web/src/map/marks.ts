// The place that was asked for: a dot, and a circle when the place is only known to some metres.
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { Answer } from '../api/types';
import type { Coordinates } from '../format/coordinates';
import { circleAround } from './circle';
import { cellFilter, ownerIds, rivalIds } from './layers';
import { INK } from './palette';

const SOURCE = 'place';

export function addPlaceLayers(map: MapLibre): void {
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

/** Marks the owner and the rival of one layer, and takes the marks off all others. */
export function drawOwner(map: MapLibre, names: readonly string[], focus: string | null, answer: Answer | null): void {
  for (const name of names) {
    const found = name === focus ? answer?.layers[name] : undefined;
    const set = (ids: string[], code: string | null): void => {
      for (const id of ids) if (map.getLayer(id)) map.setFilter(id, cellFilter(code));
    };
    set(ownerIds(name), found?.code ?? null);
    set(rivalIds(name), found?.rival ?? null);
  }
}
