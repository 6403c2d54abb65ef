// The film: the period moves on by steps until the data ends.
import { reactive, watch } from 'vue';
import { frameDays, moved, nextFrame, snapped, stepped } from '../../format/histogram';
import { choice } from './choice';
import { known, range, unit } from './extent';
import { legends, locked } from './legends';

const FRAME_MS = 900;

export const film = reactive({ playing: false });
let timer: ReturnType<typeof setInterval> | undefined;

function advance(): void {
  if (!range.value || !known.value) return;
  const next = nextFrame(range.value, known.value, unit.value);
  if (next) choice.period = next;
  else film.playing = false;
}

/** One picture on or back, and the film stops. */
export function stepBy(direction: 1 | -1): void {
  film.playing = false;
  if (range.value && known.value) choice.period = stepped(range.value, 'whole', direction * (unit.value === 'day' ? frameDays(range.value) : 1), known.value, unit.value);
}

export function togglePlay(): void {
  if (film.playing || !range.value || !known.value) return void (film.playing = false);
  // From the end it begins again.
  if (!nextFrame(range.value, known.value, unit.value)) choice.period = snapped(moved(range.value, -1e6, known.value), known.value, unit.value);
  film.playing = true;
}

watch(() => film.playing, (playing) => {
  clearInterval(timer);
  locked.value = playing ? legends.a : null;
  if (playing) timer = setInterval(advance, FRAME_MS);
});
