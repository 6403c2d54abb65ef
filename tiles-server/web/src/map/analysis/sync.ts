// Maps side by side show the same place: whichever is moved, the others follow at once.
import type { Map as MapLibre } from 'maplibre-gl';

const together = new Set<MapLibre>();
let leading = false;

export function joinMaps(map: MapLibre): () => void {
  const [first] = together;
  if (first) map.jumpTo({ center: first.getCenter(), zoom: first.getZoom() });
  together.add(map);
  const follow = (): void => {
    if (leading) return;
    leading = true;
    for (const other of together) if (other !== map) other.jumpTo({ center: map.getCenter(), zoom: map.getZoom() });
    leading = false;
  };
  map.on('move', follow);
  return () => {
    map.off('move', follow);
    together.delete(map);
  };
}
