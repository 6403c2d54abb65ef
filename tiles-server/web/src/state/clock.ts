// The server's time, ticking: deadlines are counted by its clock, not by this machine's.
import { ref } from 'vue';
import { serverSkewMs } from '../api/http';

export const serverNow = (): number => Date.now() + serverSkewMs();
export const now = ref(serverNow());

let timer: ReturnType<typeof setInterval> | undefined;
let users = 0;

/** Ticks once a second while anybody looks; call the answer to stop. */
export function startClock(): () => void {
  const tick = (): void => {
    if (!document.hidden) now.value = serverNow();
  };
  users += 1;
  tick();
  timer ??= setInterval(tick, 1_000);
  return () => {
    users -= 1;
    if (users > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
