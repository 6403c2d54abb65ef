// Brings a district's layers onto the map, and exchanges their tiles when another plan is chosen.
import type { Map as MapLibre, VectorTileSource } from 'maplibre-gl';
import { fetchTileJson } from '../api/client';
import type { LayerInfo, TileJson } from '../api/types';
import { language } from '../i18n';
import { mapState } from '../state/map';
import { borderLayers, fillLayers, labelLayer, markLayers, sourceId } from './layers';
import { addPlaceLayers } from './marks';
import { fromZoom, levelOf, lookOf } from './palette';
import { streetLayers, streetNames, vectorSource } from './style';

const describe = (layer: string, plan: number | null): string => `/tiles/${layer}.json${plan === null ? '' : `?plan=${plan}`}`;

async function settled(path: string): Promise<TileJson | null> {
  return fetchTileJson(path).catch(() => {
    mapState.tileFault = true;
    return null;
  });
}

/** Layers are stacked: streets, fills, borders from thin to thick, street names, answer marks, labels, the place. */
export async function addGrid(map: MapLibre, layers: readonly LayerInfo[], plan: number | null, basemap: boolean): Promise<void> {
  const [streets, ...found] = await Promise.all([
    basemap ? settled('/basemap.json') : null,
    ...layers.map((layer) => settled(describe(layer.name, plan))),
  ]);
  if (streets) {
    mapState.attribution = plainText(streets.attribution ?? '');
    map.addSource('basemap', vectorSource(streets));
    for (const layer of streetLayers()) map.addLayer(layer);
  }
  const present = layers.flatMap((layer, at) => {
    const tiles = found[at];
    return tiles ? [{ layer, level: levelOf(layers, layer.name), tiles }] : [];
  });
  for (const { layer, level, tiles } of present) {
    const minzoom = Math.max(tiles.minzoom ?? 0, fromZoom(layer, level));
    map.addSource(sourceId(layer.name), { ...vectorSource(tiles), minzoom, promoteId: { cells: 'code' } });
  }
  for (const { layer, level } of present) for (const spec of fillLayers(layer.name, level)) map.addLayer(spec);
  for (const { layer, level, tiles } of present.toSorted((a, b) => lookOf(a.level).width_px - lookOf(b.level).width_px)) {
    const lines = tiles.vector_layers?.some((v) => v.id === 'borders') ? 'borders' : 'cells';
    for (const spec of borderLayers(layer, level, lines)) map.addLayer(spec);
  }
  if (streets) for (const spec of streetNames()) map.addLayer(spec);
  for (const { layer, level } of present) for (const spec of markLayers(layer.name, level)) map.addLayer(spec);
  for (const { layer, level } of [...present].reverse()) map.addLayer(labelLayer(layer.name, level, language.value));
  addPlaceLayers(map);
}

export async function showPlan(map: MapLibre, layers: readonly LayerInfo[], plan: number | null): Promise<void> {
  await Promise.all(
    layers.map(async (layer) => {
      const source = map.getSource<VectorTileSource>(sourceId(layer.name));
      const found = source ? await settled(describe(layer.name, plan)) : null;
      if (source && found) source.setTiles(found.tiles);
    }),
  );
}

/** Attributions may hold links; shown as text, since the page leads nowhere outside. */
function plainText(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '';
}
