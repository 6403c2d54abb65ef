// Makes a map that holds nothing yet: house rules for gestures, limits, motion and the token.
import { Map as MapLibre, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { District } from '../api/types';
import { tokenHeaders } from '../api/http';
import { mapState } from '../state/map';
import { view } from '../state/view';
import { emptyStyle } from './style';

setWorkerUrl(workerUrl);

export const still = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export function boundsOf({ bounds: [w, s, e, n] }: District): [[number, number], [number, number]] {
  return [[w, s], [e, n]];
}

/** Null where the browser cannot draw; the state then says so. */
export function createMap(container: HTMLElement, found: District, more: { pixelRatio?: number; interactive?: boolean } = {}): MapLibre | null {
  const [w, s, e, n] = found.bounds;
  const [dx, dy] = [e - w, n - s];
  const camera = view.camera;
  try {
    return new MapLibre({
      container,
      style: emptyStyle(),
      transformRequest: (url) => ({ url, headers: url.startsWith(window.location.origin) ? tokenHeaders() : {} }),
      ...(camera ? { center: [camera.lon, camera.lat], zoom: camera.zoom } : { bounds: boundsOf(found), fitBoundsOptions: { padding: 32 } }),
      maxBounds: [w - 1.5 * dx, s - 1.5 * dy, e + 1.5 * dx, n + 1.5 * dy],
      maxZoom: 19,
      attributionControl: false,
      keyboard: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      rollEnabled: false,
      fadeDuration: still() ? 0 : 150,
      ...more,
    });
  } catch {
    mapState.webglMissing = true;
    return null;
  }
}
