// Why a map may be empty although there are cases: too far out for its tiles, or looking elsewhere.
import { computed } from 'vue';
import { district } from '../district';
import { mapState } from '../map';
import { view } from '../view';
import { choice } from './choice';
import { legends } from './legends';
import { handles } from './maps';

/** The least zoom of hexagons of the chosen size, where the map is still further out. */
export const hexZoom = computed<number | null>(() => {
  if (choice.show !== 'h3' || choice.resolution === null || mapState.zoom === 0) return null;
  const from = legends.a?.resolutions?.find(({ resolution }) => resolution === choice.resolution)?.minzoom;
  return from !== undefined && Math.floor(mapState.zoom) < from ? from : null;
});

/** Whether nothing of the district is on the screen. */
export const elsewhere = computed(() => {
  const found = district.value?.bounds;
  if (!found || !handles.a || view.camera === null) return false;
  const [w, s, e, n] = handles.a.bounds();
  return w > found[2] || e < found[0] || s > found[3] || n < found[1];
});
