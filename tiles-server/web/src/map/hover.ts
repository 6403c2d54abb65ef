// Names the cell under the pointer. At most one look-up a frame.
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl';
import { watch } from 'vue';
import { hovered } from '../state/map';
import { hoverLayer } from '../state/view';
import { cellName } from '../i18n';
import { fillId, sourceId } from './layers';

export function startHover(map: MapLibre): () => void {
  let marked: { layer: string; code: string } | null = null;
  let pending: MapMouseEvent | null = null;
  let frame = 0;

  const mark = (next: { layer: string; code: string } | null): void => {
    if (marked?.layer === next?.layer && marked?.code === next?.code) return;
    const set = (at: { layer: string; code: string }, hover: boolean): void => {
      if (map.getSource(sourceId(at.layer))) map.setFeatureState({ source: sourceId(at.layer), sourceLayer: 'cells', id: at.code }, { hover });
    };
    if (marked) set(marked, false);
    if (next) set(next, true);
    marked = next;
  };

  const leave = (): void => {
    pending = null;
    mark(null);
    hovered.value = null;
  };

  const look = (): void => {
    frame = 0;
    const event = pending;
    const layer = hoverLayer.value;
    if (!event || !layer || !map.getLayer(fillId(layer))) return;
    const feature = map.queryRenderedFeatures(event.point, { layers: [fillId(layer)] })[0];
    if (!feature) return leave();
    const code = String(feature.properties.code ?? '');
    mark({ layer, code });
    hovered.value = { layer, code, name: cellName(feature.properties), x: event.point.x, y: event.point.y };
  };

  map.on('mousemove', (event) => {
    // A finger has no hover: touch taps reach here as emulated mouse moves.
    if (!window.matchMedia('(hover: hover)').matches) return;
    pending = event;
    if (frame === 0) frame = requestAnimationFrame(look);
  });
  map.on('mouseout', leave);
  map.on('movestart', leave);
  return watch(hoverLayer, leave);
}
