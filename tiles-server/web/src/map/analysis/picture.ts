// The view of a map once more, off the screen and with more pixels: what a printed page needs.
import type { Map as MapLibre } from 'maplibre-gl';
import type { District } from '../../api/types';
import { createMap } from '../create';

const WAIT_MS = 20_000;

/** The drawn map as a canvas of `width_px × ratio` by `height_px × ratio`; it shows at least what the screen shows. */
export async function pictureOf(map: MapLibre, found: District, width_px: number, height_px: number, ratio: number): Promise<HTMLCanvasElement | null> {
  const frame = document.createElement('div');
  Object.assign(frame.style, { position: 'fixed', left: '-20000px', top: '0', width: `${width_px}px`, height: `${height_px}px` });
  document.body.append(frame);
  const copy = createMap(frame, found, { pixelRatio: ratio, interactive: false });
  try {
    if (!copy) return null;
    await settled(copy, 'load');
    for (const id of map.listImages()) {
      const image = map.getImage(id);
      if (image?.data && !copy.hasImage(id)) copy.addImage(id, { width: image.data.width, height: image.data.height, data: image.data.data }, { pixelRatio: image.pixelRatio });
    }
    const style = map.getStyle();
    for (const [id, source] of Object.entries(style.sources)) copy.addSource(id, source);
    for (const layer of style.layers) if (!copy.getLayer(layer.id)) copy.addLayer(layer);
    const { width, height } = map.getCanvas().getBoundingClientRect();
    copy.jumpTo({ center: map.getCenter(), zoom: map.getZoom() + Math.log2(Math.min(width_px / width, height_px / height)) });
    await settled(copy, 'idle');
    const shown = copy.redraw().getCanvas();
    const kept = document.createElement('canvas');
    [kept.width, kept.height] = [shown.width, shown.height];
    kept.getContext('2d')?.drawImage(shown, 0, 0);
    return kept;
  } finally {
    copy?.remove();
    frame.remove();
  }
}

function settled(map: MapLibre, event: 'load' | 'idle'): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('timeout')), WAIT_MS);
    void map.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
