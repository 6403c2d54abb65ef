// The cells with rule gaps, coloured by how many; accepted holes are hatched, so that nobody needs the colour to tell them.
import type { Map as MapLibre, PointLike } from 'maplibre-gl';
import { watch } from 'vue';
import { fetchTileJson } from '../api/client';
import { gapCode, gapLegend, gaps, gapSummary, query } from '../state/gaps';
import { mapState } from '../state/map';
import { hatch, stepColours } from './gap-look';
import { cellFilter } from './layers';
import { INK } from './palette';
import { vectorSource } from './style';

const SOURCE = 'rule-gaps';
const FILL = 'gaps-fill';
const CHOSEN = 'gaps-chosen';
const LAYERS = [FILL, 'gaps-hatch', 'gaps-line', CHOSEN];
const HATCH = 'gaps-hatch';

function remove(map: MapLibre): void {
  for (const id of LAYERS) if (map.getLayer(id)) map.removeLayer(id);
  if (map.getSource(SOURCE)) map.removeSource(SOURCE);
}

/** Below all borders, so that the cells can still be told apart. */
const below = (map: MapLibre): string | undefined => map.getStyle().layers.find(({ id }) => id.endsWith('-casing'))?.id;

async function draw(map: MapLibre): Promise<void> {
  const legend = gapLegend.value;
  const asked = query.value;
  if (!gaps.on || !gapSummary.value || !legend) return remove(map);
  const tiles = await fetchTileJson(`/tiles/rule-gaps.json${asked}`).catch(() => null);
  if (!tiles) return void (mapState.tileFault = true);
  if (!gaps.on || asked !== query.value) return;
  remove(map);
  if (!map.hasImage(HATCH)) map.addImage(HATCH, hatch());
  map.addSource(SOURCE, vectorSource(tiles));
  const at = { source: SOURCE, 'source-layer': 'cells' } as const;
  const before = below(map);
  map.addLayer({ id: FILL, type: 'fill', ...at, paint: { 'fill-color': stepColours(legend), 'fill-opacity': ['case', ['==', ['get', 'step'], 0], 0.12, 0.72], 'fill-antialias': false } }, before);
  map.addLayer({ id: 'gaps-hatch', type: 'fill', ...at, filter: ['>', ['get', 'accepted'], 0], paint: { 'fill-pattern': HATCH, 'fill-opacity': ['case', ['==', ['get', 'step'], 0], 0.9, 0.4] } }, before);
  map.addLayer({ id: 'gaps-line', type: 'line', ...at, minzoom: 12, paint: { 'line-color': stepColours(legend), 'line-width': 0.8 } }, before);
  map.addLayer({ id: CHOSEN, type: 'line', ...at, filter: cellFilter(gapCode.value), paint: { 'line-color': INK, 'line-width': 3 } });
}

/** The code of the cell with gaps at a point of the screen. */
export function gapCellAt(map: MapLibre, point: PointLike): string | null {
  if (!map.getLayer(FILL)) return null;
  const [found] = map.queryRenderedFeatures(point, { layers: [FILL] });
  return typeof found?.properties.code === 'string' ? found.properties.code : null;
}

/** Keeps the drawing equal to the state. */
export function followGaps(map: MapLibre): (() => void)[] {
  return [
    watch([gapSummary, gapLegend], () => void draw(map), { immediate: true }),
    watch(gapCode, (code) => void (map.getLayer(CHOSEN) && map.setFilter(CHOSEN, cellFilter(code)))),
  ];
}
