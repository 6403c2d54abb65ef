// What lies under the pointer: at most one look-up a frame; a click chooses.
import type { Map as MapLibre, MapGeoJSONFeature, PointLike } from 'maplibre-gl';
import { choice, chooseCell } from '../../state/analysis/choice';
import { clicked, draw, pointed, type Pointed } from '../../state/analysis/maps';
import type { SideName } from '../../state/analysis/requests';
import { shownLayer } from '../../state/analysis/requests';
import { openCase } from '../../state/analysis/open';
import { CLUSTERS, FILL, FLOW, POINTS, SOURCE } from './look';

const KINDS: Record<string, Pointed['kind']> = { [FILL]: 'cell', [POINTS]: 'point', [CLUSTERS]: 'cluster', [FLOW]: 'flow' };
/** A thin line or a small dot is met by a pointer this near. */
const REACH_PX = 4;

function at(map: MapLibre, { x, y }: { x: number; y: number }): MapGeoJSONFeature | null {
  const layers = Object.keys(KINDS).filter((id) => map.getLayer(id));
  if (layers.length === 0) return null;
  const place: PointLike | [PointLike, PointLike] = layers.includes(FILL) ? [x, y] : [[x - REACH_PX, y - REACH_PX], [x + REACH_PX, y + REACH_PX]];
  return map.queryRenderedFeatures(place, { layers })[0] ?? null;
}

/** Chooses the cell at a pixel, opens the case, or looks closer at a cluster. */
export function chooseAt(map: MapLibre, point: { x: number; y: number }): void {
  const found = at(map, point);
  const kind = found && KINDS[found.layer.id];
  if (!found || !kind) return chooseCell(null);
  const { code, id } = found.properties as { code?: string; id?: string | number };
  if (kind === 'cell' && code !== undefined) {
    clicked.value = found.properties;
    const layer = choice.show === 'h3' ? 'h3' : (shownLayer.value ?? '');
    chooseCell(choice.cell?.code === String(code) ? null : { layer, code: String(code) });
  } else if (kind === 'point' && id !== undefined) openCase(String(id));
  else if (kind === 'cluster' && found.geometry.type === 'Point') map.easeTo({ center: found.geometry.coordinates as [number, number], zoom: Math.min(16, map.getZoom() + 2) });
}

export function startPointing(map: MapLibre, side: SideName): void {
  let marked: string | null = null;
  let pending: { x: number; y: number } | null = null;
  let frame = 0;
  const mark = (code: string | null): void => {
    if (marked === code) return;
    const set = (id: string, hover: boolean): void => {
      if (map.getSource(SOURCE)?.type === 'vector') map.setFeatureState({ source: SOURCE, sourceLayer: 'cells', id }, { hover });
    };
    if (marked !== null) set(marked, false);
    if (code !== null) set(code, true);
    marked = code;
  };
  const leave = (): void => {
    pending = null;
    mark(null);
    if (pointed.value?.side === side) pointed.value = null;
  };
  const look = (): void => {
    frame = 0;
    if (!pending || draw.tool !== 'none') return;
    const found = at(map, pending);
    const kind = found && KINDS[found.layer.id];
    if (!found || !kind) return leave();
    mark(kind === 'cell' ? String(found.properties.code) : null);
    pointed.value = { side, ...pending, kind, properties: found.properties };
  };
  map.on('mousemove', ({ point }) => {
    // A finger has no hover: touch taps reach here as emulated mouse moves.
    if (!window.matchMedia('(hover: hover)').matches) return;
    pending = { x: point.x, y: point.y };
    if (frame === 0) frame = requestAnimationFrame(look);
  });
  map.on('mouseout', leave);
  map.on('movestart', leave);
  map.on('click', ({ point, originalEvent }) => {
    if (originalEvent.detail <= 1 && draw.tool === 'none') chooseAt(map, point);
  });
}
