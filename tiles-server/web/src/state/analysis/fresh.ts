// Keeps the map live: the stream tells which cells changed, and only the tiles that show them are asked for again.
import { reactive, watch } from 'vue';
import { listen } from '../../api/sse';
import { ApiFault } from '../../api/problem';
import { loadSheet } from './figures';
import { loadStrip } from './extent';
import { renewLegend } from './legends';
import { requests, streamPath } from './requests';

const RETRY_MS = 1_000;
const REST_MS = 400;
const RETRY_LAST_MS = 30_000;
/** Changes of this long are shown together. */
const GATHER_MS = 250;
/** Series and tops are counted anew at most this often. */
const FIGURES_MS = 5_000;

export interface Change {
  event: number;
  /** By layer, the codes whose figures changed; null is all of them. */
  cells: Record<string, string[] | null>;
  /** By layer, the boxes of these cells in their order. */
  boxes?: Record<string, [number, number, number, number][] | null>;
  /** Where cases came, went or moved; null is anywhere. */
  places?: [number, number][] | null;
  /** How far a case may lie from the place that is told. */
  place_m?: number;
}

export const fresh = reactive({ mode: 'off' as 'off' | 'connecting' | 'stream' | 'polling', event: 0, tiles: 0 });

/** What a map does for changes; null means that anything may have changed. It answers how many tiles it asks for. */
export type Refresh = (changes: readonly Change[] | null) => number;
const maps = new Set<Refresh>();
export function onChange(refresh: Refresh): () => void {
  maps.add(refresh);
  return () => void maps.delete(refresh);
}

export function startFresh(): () => void {
  let stop = new AbortController();
  let lastId: string | null = null;
  let tries = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;
  let count: ReturnType<typeof setTimeout> | undefined;
  let waiting: Change[] | null = [];

  const show = async (): Promise<void> => {
    gather = undefined;
    const changes = waiting;
    waiting = [];
    // Another scale colours every cell anew; the tiles then have to be those of the same count.
    const scales = await Promise.all((['a', 'b'] as const).map((side) => (requests[side].value ? renewLegend(side, true) : false)));
    for (const refresh of maps) fresh.tiles += refresh(scales.includes(true) ? null : changes);
    count ??= setTimeout(() => {
      count = undefined;
      void loadSheet(true);
      void loadStrip();
    }, FIGURES_MS);
  };
  const notice = (change: Change | null): void => {
    if (change === null) waiting = null;
    else waiting?.push(change);
    gather ??= setTimeout(() => void show(), GATHER_MS);
  };
  const connect = async (path: string): Promise<void> => {
    const mine = stop;
    fresh.mode = 'connecting';
    try {
      lastId = await listen(path, {
        lastId, signal: mine.signal,
        onOpen() {
          if (tries > 0) notice(null);
          tries = 0;
          fresh.mode = 'stream';
        },
        onEvent({ id, event, data }) {
          lastId = id ?? lastId;
          if (event === 'reset' || event === 'cut') return notice(null);
          if (event !== 'tiles') return;
          try {
            const change = JSON.parse(data) as Change;
            fresh.event = change.event;
            notice(change);
          } catch {
            notice(null);
          }
        },
      });
    } catch (error) {
      if (!mine.signal.aborted && error instanceof ApiFault && error.kind === 'refused') {
        lastId = null;
        if (error.status === 404 || error.status === 403 || error.status === 401) return void (fresh.mode = 'off');
      }
    }
    if (mine.signal.aborted) return;
    tries += 1;
    fresh.mode = 'connecting';
    retry = setTimeout(() => void connect(path), Math.min(RETRY_LAST_MS, RETRY_MS * 2 ** (tries - 1)));
  };
  // Another question is another stream; while somebody drags, none is opened.
  let rest: ReturnType<typeof setTimeout> | undefined;
  const unwatch = watch(streamPath, (path) => {
    clearTimeout(rest);
    if (path === null) return;
    rest = setTimeout(() => {
      stop.abort();
      clearTimeout(retry);
      stop = new AbortController();
      [lastId, tries] = [null, 0];
      void connect(path);
    }, REST_MS);
  }, { immediate: true });
  return () => {
    unwatch();
    stop.abort();
    for (const timer of [retry, gather, count, rest]) clearTimeout(timer);
    fresh.mode = 'off';
  };
}
