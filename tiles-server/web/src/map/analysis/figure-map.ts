// One map of figures: the quiet ground, the figures on it, the borders and names above them.
import type { LayerSpecification, Map as MapLibre, RasterTileSource, VectorTileSource } from 'maplibre-gl';
import { fetchTileJson } from '../../api/client';
import type { Legend } from '../../api/figures';
import { ApiFault } from '../../api/problem';
import type { LayerInfo, TileJson } from '../../api/types';
import { tilesOf, boxOf, type TileId } from '../../format/geometry';
import { language } from '../../i18n';
import { mapState } from '../../state/map';
import { mapFaults, paced, DRAG_MS } from '../../state/analysis/legends';
import type { Change } from '../../state/analysis/fresh';
import type { MapRequest, SideName } from '../../state/analysis/requests';
import { borderLayers, cellFilter, labelId, labelLayer, labelText, sourceId } from '../layers';
import { levelOf, lookOf } from '../palette';
import { streetLayers, streetNames, vectorSource } from '../style';
import { arrow, ARROW, cellLayers, CHOSEN, chosenLayers, colourOf, densityLayers, DOTTED, dotted, FILL, FLOW, flowLayers, HATCH, hatched, pointLayers, SOURCE, strongFlows } from './look';

/** Figures go below the first border. */
const ABOVE = 'figure-above';
/** Flows go above the borders and below all names. */
const NAMES = 'figure-names';
/** New tiles wait for those on their way, but not for ever. */
const WAIT_MS = 500;

const absolute = (path: string): string => `${window.location.origin}${path}`;

export class FigureMap {
  readonly map: MapLibre;
  #side: SideName;
  #drawn: MapRequest | null = null;
  #wanted: MapRequest | null = null;
  #ids: string[] = [];
  #code: string | null = null;
  #least = 1;
  #scale: { legend: Legend | null; byValue: boolean } = { legend: null, byValue: false };
  #setTiles: ReturnType<typeof paced<MapRequest>>;
  #sent_ms = 0;

  constructor(map: MapLibre, side: SideName) {
    this.map = map;
    this.#side = side;
    this.#setTiles = paced(DRAG_MS, (request) => this.#replace(request));
  }

  /** Streets below, borders and names of the given layers above. */
  async ground(layers: readonly LayerInfo[], all: readonly LayerInfo[], plan: number | null, basemap: boolean): Promise<void> {
    const quiet = (path: string): Promise<TileJson | null> => fetchTileJson(path).catch(() => null);
    const [streets, ...found] = await Promise.all([basemap ? quiet('/basemap.json') : null, ...layers.map(({ name }) => quiet(`/tiles/${name}.json${plan === null ? '' : `?plan=${plan}`}`))]);
    const { map } = this;
    if (!map.style) return;
    map.addImage(HATCH, hatched(), { pixelRatio: 2 });
    map.addImage(DOTTED, dotted(), { pixelRatio: 2 });
    map.addImage(ARROW, arrow(), { pixelRatio: 1 });
    if (streets) {
      mapState.attribution = new DOMParser().parseFromString(streets.attribution ?? '', 'text/html').body.textContent ?? '';
      map.addSource('basemap', vectorSource(streets));
      for (const layer of streetLayers()) map.addLayer(layer);
    }
    map.addLayer({ id: ABOVE, type: 'background', layout: { visibility: 'none' } });
    const levels = layers.map((layer) => levelOf(all, layer.name));
    layers.forEach((layer, at) => found[at] && map.addSource(sourceId(layer.name), { ...vectorSource(found[at]), promoteId: { cells: 'code' } }));
    const inOrder = layers.map((layer, at) => ({ layer, level: levels[at]!, tiles: found[at] })).filter(({ tiles }) => tiles);
    for (const { layer, level, tiles } of inOrder.toSorted((a, b) => lookOf(a.level).width_px - lookOf(b.level).width_px)) {
      const lines = tiles?.vector_layers?.some(({ id }) => id === 'borders') ? 'borders' : 'cells';
      for (const spec of borderLayers(layer, level, lines)) map.addLayer(spec);
    }
    map.addLayer({ id: NAMES, type: 'background', layout: { visibility: 'none' } });
    if (streets) for (const spec of streetNames()) map.addLayer(spec);
    for (const { layer, level } of inOrder.toReversed()) map.addLayer(labelLayer(layer.name, level, language.value));
  }

  /** Names in the language of the page. */
  relabel(layers: readonly LayerInfo[], all: readonly LayerInfo[]): void {
    for (const { name } of layers) if (this.map.getLayer(labelId(name))) this.map.setLayoutProperty(labelId(name), 'text-field', labelText(levelOf(all, name), language.value));
  }

  /** Shows another question: new tiles in the same place where only the conditions differ, else from the beginning. */
  async show(request: MapRequest | null): Promise<void> {
    this.#wanted = request;
    if (!request) return this.clear();
    if (this.#drawn && this.#drawn.show === request.show && this.#drawn.name === request.name && this.#drawn.resolution === request.resolution) {
      if (this.#drawn.tiles !== request.tiles) this.#setTiles(request);
      this.#drawn = request;
      return;
    }
    try {
      const tiles = await fetchTileJson(request.describe);
      if (this.#wanted !== request || !this.map.style) return;
      mapFaults[this.#side] = null;
      this.#begin(request, tiles);
    } catch (error) {
      if (this.#wanted !== request) return;
      this.clear();
      mapFaults[this.#side] = error instanceof ApiFault ? error : new ApiFault('malformed');
    }
  }

  #begin(request: MapRequest, tiles: TileJson): void {
    this.clear();
    this.#drawn = request;
    const { map } = this;
    const found = { ...tiles, tiles: [absolute(request.tiles)] };
    if (request.show === 'density') {
      const { tileSize } = tiles as TileJson & { tileSize?: number };
      map.addSource(SOURCE, { type: 'raster', tiles: found.tiles, tileSize: tileSize ?? 512, minzoom: tiles.minzoom ?? 0, maxzoom: tiles.maxzoom ?? 18, ...(tiles.bounds ? { bounds: tiles.bounds } : {}) });
    } else map.addSource(SOURCE, { ...vectorSource(found), promoteId: { cells: 'code' } });
    const { legend } = this.#scale;
    const layers = { cells: cellLayers, h3: cellLayers, density: densityLayers, points: pointLayers, flow: flowLayers }[request.show](legend);
    const above = request.show === 'points' ? undefined : request.show === 'flow' ? NAMES : ABOVE;
    for (const layer of layers) this.#add(layer, above);
    if (request.show === 'cells' || request.show === 'h3') for (const layer of chosenLayers(this.#code)) this.#add(layer);
    this.paint(legend, this.#scale.byValue);
    this.thin(this.#least);
  }

  #add(layer: LayerSpecification, before?: string): void {
    this.map.addLayer(layer, before && this.map.getLayer(before) ? before : undefined);
    this.#ids.push(layer.id);
  }

  /** Tiles on the screen stay until the new ones are there. */
  #replace(request: MapRequest): void {
    const source = this.map.getSource<VectorTileSource | RasterTileSource>(SOURCE);
    if (!source || this.#drawn?.name !== request.name) return;
    if (!this.map.isSourceLoaded(SOURCE) && Date.now() - this.#sent_ms < WAIT_MS) return void setTimeout(() => this.#drawn && this.#setTiles(this.#drawn), DRAG_MS / 2);
    this.#sent_ms = Date.now();
    source.setTiles([absolute(request.tiles)]);
  }

  clear(): void {
    this.#drawn = null;
    if (!this.map.style) return;
    for (const id of this.#ids) if (this.map.getLayer(id)) this.map.removeLayer(id);
    this.#ids = [];
    if (this.map.getSource(SOURCE)) this.map.removeSource(SOURCE);
  }

  paint(legend: Legend | null, byValue: boolean): void {
    this.#scale = { legend, byValue };
    if (!legend) return;
    if (this.map.getLayer(FILL)) this.map.setPaintProperty(FILL, 'fill-color', colourOf(legend, byValue));
    if (this.map.getLayer(FLOW)) {
      for (const layer of flowLayers(legend)) {
        if (layer.type !== 'line') continue;
        for (const name of ['line-width', 'line-color'] as const) this.map.setPaintProperty(layer.id, name, layer.paint?.[name]);
      }
    }
  }

  /** Leaves out flows of fewer cases. */
  thin(least: number): void {
    this.#least = least;
    for (const id of [`${FLOW}-casing`, FLOW, ARROW]) if (this.map.getLayer(id)) this.map.setFilter(id, strongFlows(least));
  }

  choose(code: string | null): void {
    this.#code = code;
    for (const id of [CHOSEN, `${CHOSEN}-casing`]) if (this.map.getLayer(id)) this.map.setFilter(id, cellFilter(code));
  }

  /** Asks again for the tiles that show what changed, and for no others; answers how many. */
  refresh(changes: readonly Change[] | null): number {
    const drawn = this.#drawn;
    if (!drawn || !this.map.getSource(SOURCE)) return 0;
    const stale = changes === null ? null : this.#tilesWith(changes, drawn);
    if (stale === null) {
      this.map.refreshTiles(SOURCE);
      return 1;
    }
    if (stale.length > 0) this.map.refreshTiles(SOURCE, stale);
    return stale.length;
  }

  /** Tiles of all zooms that may be on the screen; null where it cannot be told. */
  #tilesWith(changes: readonly Change[], drawn: MapRequest): TileId[] | null {
    const found = new Map<string, TileId>();
    const zooms = [Math.floor(this.map.getZoom()), Math.floor(this.map.getZoom()) + 1, Math.floor(this.map.getZoom()) - 1].filter((z) => z >= 0);
    const put = (points: number[][]): boolean => {
      const box = boxOf(points);
      if (!box) return false;
      for (const z of zooms) {
        const tiles = tilesOf(box, z);
        if (!tiles) return false;
        for (const tile of tiles) found.set(`${tile.z}/${tile.x}/${tile.y}`, tile);
      }
      return true;
    };
    for (const { cells, boxes, places, place_m = 0 } of changes) {
      if (drawn.show === 'flow') return null;
      if (drawn.show !== 'cells') {
        if (!places || !places.every((place) => put(this.#around(place, drawn, place_m)))) return null;
        continue;
      }
      const codes = cells[drawn.name];
      if (codes === null) return null;
      const told = boxes?.[drawn.name];
      if (told) {
        if (!told.every(([w, s, e, n]) => put([[w, s], [e, n]]))) return null;
        continue;
      }
      for (const code of codes ?? []) {
        const shapes = this.map.querySourceFeatures(SOURCE, { sourceLayer: 'cells', filter: cellFilter(code) });
        // A cell that is in no loaded tile needs nothing.
        for (const { geometry } of shapes) if ('coordinates' in geometry) put((geometry.coordinates as unknown[]).flat(geometry.type === 'Polygon' ? 1 : 2) as number[][]);
      }
    }
    return [...found.values()];
  }

  /** How far a case reaches: a hexagon, a cluster or a kernel. */
  #around([lon, lat]: [number, number], drawn: MapRequest, place_m: number): number[][] {
    const reach = drawn.show === 'density' ? Number(new URLSearchParams(drawn.tiles.split('?')[1]).get('bandwidth') ?? 300) : drawn.show === 'h3' ? 3_300 : 0;
    const metres = reach + place_m;
    const [dx, dy] = [metres / (111_320 * Math.cos((lat * Math.PI) / 180)), metres / 110_950];
    return [[lon - dx, lat - dy], [lon + dx, lat + dy]];
  }

  stop(): void {
    this.#setTiles.stop();
  }
}
