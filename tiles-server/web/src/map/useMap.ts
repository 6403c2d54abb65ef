import { ScaleControl, type Map as MapLibre, type PaddingOptions } from 'maplibre-gl';
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue';
import type { District } from '../api/types';
import type { Coordinates } from '../format/coordinates';
import { cellName, language, words } from '../i18n';
import { district } from '../state/district';
import { gaps, showCell } from '../state/gaps';
import { mapActions, mapState, type MapActions } from '../state/map';
import { subject } from '../state/subject';
import { hoverLayer, layersInOrder, shownPlan, view, visibleLayers } from '../state/view';
import { boundsOf, createMap, still } from './create';
import { startHover } from './hover';
import { cellFilter, drawnIds, labelId, labelText, sourceId } from './layers';
import { DOTS, drawDots, drawOwner, drawPlace } from './marks';
import { followGaps, gapCellAt } from './gaps';
import { levelOf } from './palette';
import { addGrid, showPlan } from './sources';

const PLACE_ZOOM = 15;
const SEEN_FROM_ZOOM = 13;

/** The legend and the layer list lie on the map; on a small screen they are folded. */
function clearOfCards(): PaddingOptions {
  const wide = !window.matchMedia('(max-width: 760px)').matches;
  return { top: 48, left: 48, right: wide ? 290 : 48, bottom: wide ? 180 : 80 };
}

function actionsOf(map: MapLibre, found: District): MapActions {
  const duration = (ms: number): number => (still() ? 0 : ms);
  const centre = (): Coordinates => {
    const { lng, lat } = map.getCenter();
    return { lon: Number(lng.toFixed(7)), lat: Number(lat.toFixed(7)) };
  };
  return {
    pan: (dx, dy) => void map.panBy([dx, dy], { duration: duration(120) }),
    zoomBy: (step) => void map.easeTo({ zoom: map.getZoom() + step, duration: duration(180) }),
    home: () => void map.fitBounds(boundsOf(found), { padding: 32, duration: duration(400) }),
    centre,
    reveal({ lon, lat }) {
      const [w, s, e, n] = found.bounds;
      if (lon < w || lon > e || lat < s || lat > n) {
        // Outside, only the way back to the district tells where one is.
        map.fitBounds([[Math.min(w, lon), Math.min(s, lat)], [Math.max(e, lon), Math.max(n, lat)]], { padding: clearOfCards(), duration: duration(500) });
        return;
      }
      const at = map.project([lon, lat]);
      const { clientWidth, clientHeight } = map.getContainer();
      const seen = at.x > 40 && at.x < clientWidth - 40 && at.y > 40 && at.y < clientHeight - 40;
      if (seen && map.getZoom() >= SEEN_FROM_ZOOM) return;
      map.easeTo({ center: [lon, lat], zoom: map.getZoom() < SEEN_FROM_ZOOM ? PLACE_ZOOM : map.getZoom(), duration: duration(500) });
    },
    nameOf(layer, code) {
      if (!map.getSource(sourceId(layer))) return '';
      const [found] = map.querySourceFeatures(sourceId(layer), { sourceLayer: 'cells', filter: cellFilter(code) });
      return cellName(found?.properties);
    },
    paint: () => map.redraw().getCanvas(),
    retry() {
      mapState.tileFault = false;
      // A layer whose description never came has no source; the address holds the state, so a reload loses nothing.
      if (layersInOrder.value.some((layer) => !map.getSource(sourceId(layer.name)))) return window.location.reload();
      for (const id of Object.keys(map.getStyle().sources)) if (map.getSource(id)?.type === 'vector') map.refreshTiles(id);
    },
  };
}

/** Keeps the drawing equal to the state: layers, plan, the place and the owning cell. */
function follow(map: MapLibre, actions: MapActions): (() => void)[] {
  const names = (): string[] => layersInOrder.value.map((layer) => layer.name);
  const showLayers = (): void => {
    for (const name of names()) {
      for (const id of drawnIds(name)) if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', visibleLayers.value.has(name) ? 'visible' : 'none');
    }
  };
  return [
    watch(visibleLayers, showLayers, { immediate: true }),
    watch(() => shownPlan.value?.number ?? null, (plan) => void showPlan(map, layersInOrder.value, plan)),
    watch(() => [subject.value?.place.value, subject.value?.accuracy_m.value] as const, ([place, radius_m]) => drawPlace(map, place ?? null, radius_m ?? 0), { immediate: true }),
    watch(() => subject.value?.place.value, (place) => {
      const now = subject.value;
      if (place && now?.revealWanted.value) actions.reveal(place);
      if (place && now) now.revealWanted.value = false;
    }),
    watch(() => subject.value?.dots.value, (dots) => drawDots(map, dots ?? []), { immediate: true }),
    watch(words, () => {
      map.getCanvas().setAttribute('aria-label', words.value.map.label);
      for (const name of names()) if (map.getLayer(labelId(name))) map.setLayoutProperty(labelId(name), 'text-field', labelText(levelOf(layersInOrder.value, name), language.value));
    }, { immediate: true }),
    watch(() => [subject.value?.marks.value, hoverLayer.value] as const, ([marks, focus]) => drawOwner(map, names(), focus, marks ?? {}), { immediate: true }),
  ];
}

export function useMap(container: Ref<HTMLElement | null>): void {
  let map: MapLibre | null = null;
  const stops: (() => void)[] = [];

  const start = (found: District): void => {
    if (map || !container.value) return;
    map = createMap(container.value, found);
    if (!map) return;
    const live = map;
    // For the browser tests and for a curious console.
    Object.assign(window, { gridwardMap: live });
    live.touchZoomRotate.disableRotation();
    live.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-right');
    const remember = (): void => {
      const { lon, lat } = actions.centre();
      mapState.zoom = live.getZoom();
      view.camera = { zoom: mapState.zoom, lat, lon };
    };
    const actions = actionsOf(live, found);
    mapActions.value = actions;
    remember();
    live.on('moveend', remember);
    live.on('idle', () => void (mapState.rests += 1));
    live.on('zoom', () => void (mapState.zoom = live.getZoom()));
    live.on('movestart', (event) => void (view.cameraTouched ||= event.originalEvent !== undefined || view.crosshair));
    live.on('dragstart', () => void (view.crosshair = false));
    live.on('click', ({ lngLat, point, originalEvent }) => {
      if (originalEvent.detail > 1) return;
      view.crosshair = false;
      if (gaps.on) showCell(gapCellAt(live, point));
      const dot = subject.value?.open && live.getLayer(DOTS) ? live.queryRenderedFeatures([[point.x - 5, point.y - 5], [point.x + 5, point.y + 5]], { layers: [DOTS] })[0] : undefined;
      if (dot) subject.value?.open?.(String(dot.properties.id));
      else subject.value?.pick({ lon: Number(lngLat.lng.toFixed(7)), lat: Number(lngLat.lat.toFixed(7)) });
    });
    live.on('error', () => void (mapState.tileFault = true));
    live.once('load', async () => {
      await addGrid(live, layersInOrder.value, shownPlan.value?.number ?? null, found.basemap);
      stops.push(startHover(live), ...follow(live, actions), ...followGaps(live));
      const place = subject.value?.place.value;
      if (place && !view.cameraTouched) actions.reveal(place);
      live.once('idle', () => void (mapState.ready = true));
    });
  };

  onMounted(() => stops.push(watch(district, (found) => found && start(found), { immediate: true })));
  onBeforeUnmount(() => {
    for (const stop of stops) stop();
    mapActions.value = null;
    map?.remove();
  });
}
