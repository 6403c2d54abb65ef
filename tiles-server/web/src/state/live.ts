// Keeps the page live: the event stream, and polling for as long as there is none.
import { reactive } from 'vue';
import type { CaseChange } from '../api/dispatch-types';
import { ApiFault } from '../api/problem';
import { listen } from '../api/sse';

const POLL_MS = 10_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

export const live = reactive({ mode: 'off' as 'off' | 'connecting' | 'stream' | 'polling' });

/** Calls `notice` for every change, and with null where changes may have been missed. Call the answer to stop. */
export function startLive(notice: (change: CaseChange | null) => void): () => void {
  const stop = new AbortController();
  let lastId: string | null = null;
  let tries = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const poll = setInterval(() => {
    if (live.mode === 'polling' && !document.hidden) notice(null);
  }, POLL_MS);

  const connect = async (): Promise<void> => {
    if (live.mode !== 'polling') live.mode = 'connecting';
    try {
      lastId = await listen('/api/v1/stream', {
        lastId,
        signal: stop.signal,
        onOpen() {
          // With an identity the server repeats what was missed; without one only a look at everything is safe.
          if (lastId === null || live.mode === 'polling') notice(null);
          live.mode = 'stream';
          tries = 0;
        },
        onEvent({ id, event, data }) {
          lastId = id ?? lastId;
          if (event !== 'case') return;
          try {
            notice(JSON.parse(data) as CaseChange);
          } catch {
            notice(null);
          }
        },
      });
    } catch (error) {
      // An identity that the server has forgotten must not keep us out for ever.
      if (error instanceof ApiFault && error.kind === 'refused') lastId = null;
      if (error instanceof ApiFault && error.status === 401) {
        live.mode = 'off';
        return;
      }
    }
    if (stop.signal.aborted) return;
    tries += 1;
    live.mode = tries > 1 ? 'polling' : 'connecting';
    retry = setTimeout(() => void connect(), Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1)));
  };
  const wake = (): void => {
    if (live.mode === 'stream') return;
    clearTimeout(retry);
    void connect();
  };

  window.addEventListener('online', wake);
  void connect();
  return () => {
    stop.abort();
    clearTimeout(retry);
    clearInterval(poll);
    window.removeEventListener('online', wake);
    live.mode = 'off';
  };
}
