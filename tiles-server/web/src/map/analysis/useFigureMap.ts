// Brings a map of figures to life and keeps it equal to what was chosen.
import { ScaleControl, type GeoJSONSource, type Map as MapLibre, type PaddingOptions } from 'maplibre-gl';
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue';
import type { District } from '../../api/types';
import { polygonOf } from '../../format/geometry';
import { language } from '../../i18n';
import { aw } from '../../i18n/analysis';
import { choice } from '../../state/analysis/choice';
import { least } from '../../state/analysis/flow';
import { onChange } from '../../state/analysis/fresh';
import { foreign, legends, scale } from '../../state/analysis/legends';
import { handles } from '../../state/analysis/maps';
import { planOf, requests, type SideName } from '../../state/analysis/requests';
import { district } from '../../state/district';
import { mapActions, mapState, type MapActions } from '../../state/map';
import { layersInOrder, view } from '../../state/view';
import { boundsOf, createMap, still } from '../create';
import { INK } from '../palette';
import { FigureMap } from './figure-map';
import { pictureOf } from './picture';
import { chooseAt, startPointing } from './pointing';
import { joinMaps } from './sync';

const AREA = 'drawn-area';
const PADDING_PX = 36;
/** Where there is room, the legend has its own. */
const LEGEND_PX = 290;
const ROOMY_PX = 960;
const paddingIn = (frame: HTMLElement): PaddingOptions => ({ top: PADDING_PX, right: PADDING_PX, bottom: PADDING_PX, left: frame.clientWidth >= ROOMY_PX ? LEGEND_PX : PADDING_PX });

function actionsOf(map: MapLibre, found: District): MapActions {
  const ms = (duration: number): number => (still() ? 0 : duration);
  return {
    pan: (dx, dy) => void map.panBy([dx, dy], { duration: ms(120) }),
    zoomBy: (step) => void map.easeTo({ zoom: map.getZoom() + step, duration: ms(180) }),
    home: () => void map.fitBounds(boundsOf(found), { padding: paddingIn(map.getContainer()), duration: ms(400) }),
    centre: () => {
      const { lng, lat } = map.getCenter();
      return { lon: Number(lng.toFixed(7)), lat: Number(lat.toFixed(7)) };
    },
    reveal: ({ lon, lat }) => void (map.getBounds().contains([lon, lat]) || map.easeTo({ center: [lon, lat], duration: ms(400) })),
    nameOf: () => '',
    paint: () => map.redraw().getCanvas(),
    retry() {
      mapState.tileFault = false;
      for (const id of Object.keys(map.getStyle().sources)) if (map.getSource(id)?.type !== 'geojson') map.refreshTiles(id);
    },
  };
}

function handleOf(map: MapLibre, found: District): (typeof handles)['a'] {
  return {
    unproject: (x, y) => map.unproject([x, y]).toArray(),
    bounds: () => map.getBounds().toArray().flat() as [number, number, number, number],
    zoom: () => map.getZoom(),
    centre: () => map.getCenter().toArray(),
    size: () => ({ width: map.getContainer().clientWidth, height: map.getContainer().clientHeight }),
    paint: () => map.redraw().getCanvas(),
    picture: (width_px, height_px, ratio) => pictureOf(map, found, width_px, height_px, ratio),
  };
}

function addArea(map: MapLibre): void {
  map.addSource(AREA, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer({ id: AREA, type: 'fill', source: AREA, paint: { 'fill-color': INK, 'fill-opacity': 0.06 } });
  map.addLayer({ id: `${AREA}-casing`, type: 'line', source: AREA, paint: { 'line-color': '#ffffff', 'line-width': 5 } });
  map.addLayer({ id: `${AREA}-line`, type: 'line', source: AREA, paint: { 'line-color': INK, 'line-width': 2.4, 'line-dasharray': [3, 1.6] } });
}

/** Keeps the drawing equal to the state. */
function follow(map: MapLibre, figure: FigureMap, side: SideName): (() => void)[] {
  const ground = layersInOrder.value.slice(0, 2);
  return [
    watch(() => requests[side].value, (request) => void figure.show(request), { immediate: true }),
    watch(() => [legends[side], scale.value] as const, ([own, shared]) => figure.paint(shared ?? own, foreign(side)), { immediate: true }),
    watch(least, (cases) => figure.thin(cases), { immediate: true }),
    watch(() => choice.cell?.code ?? null, (code) => figure.choose(code), { immediate: true }),
    watch(() => choice.area, (ring) => {
      map.getSource<GeoJSONSource>(AREA)?.setData({ type: 'FeatureCollection', features: ring ? [{ type: 'Feature', properties: {}, geometry: polygonOf(ring) }] : [] });
    }, { immediate: true }),
    watch(language, () => {
      map.getCanvas().setAttribute('aria-label', side === 'a' ? aw.value.map.label : aw.value.map.labelB);
      figure.relabel(ground, layersInOrder.value);
    }, { immediate: true }),
    onChange((changes) => figure.refresh(changes)),
  ];
}

export function useFigureMap(container: Ref<HTMLElement | null>, side: SideName): void {
  let map: MapLibre | null = null;
  const stops: (() => void)[] = [];
  const start = (found: District): void => {
    if (map || !container.value) return;
    map = createMap(container.value, found, { padding: paddingIn(container.value) });
    if (!map) return;
    const live = map;
    const figure = new FigureMap(live, side);
    stops.push(() => figure.stop(), joinMaps(live));
    // For the browser tests and for a curious console.
    Object.assign(window, { [side === 'a' ? 'gridwardMap' : 'gridwardMapB']: live });
    live.touchZoomRotate.disableRotation();
    const actions = actionsOf(live, found);
    const remember = (): void => {
      const { lon, lat } = actions.centre();
      mapState.zoom = live.getZoom();
      view.camera = { zoom: mapState.zoom, lat, lon };
    };
    live.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-right');
    if (side === 'a') {
      mapActions.value = { ...actions, choose: () => chooseAt(live, live.project(live.getCenter())) };
      remember();
      live.on('moveend', remember);
      live.on('movestart', (event) => void (view.cameraTouched ||= event.originalEvent !== undefined || view.crosshair));
      live.on('dragstart', () => void (view.crosshair = false));
    }
    live.on('error', () => void (mapState.tileFault = true));
    live.once('load', async () => {
      await figure.ground(layersInOrder.value.slice(0, 2), layersInOrder.value, planOf(side), found.basemap);
      if (!live.style) return;
      addArea(live);
      handles[side] = handleOf(live, found);
      startPointing(live, side);
      stops.push(...follow(live, figure, side));
      live.once('idle', () => {
        mapState.ready = true;
        performance.mark('gridward-analysis-drawn');
      });
    });
  };
  onMounted(() => stops.push(watch(district, (found) => found && start(found), { immediate: true })));
  onBeforeUnmount(() => {
    for (const stop of stops) stop();
    handles[side] = null;
    if (side === 'a') mapActions.value = null;
    map?.remove();
  });
}
