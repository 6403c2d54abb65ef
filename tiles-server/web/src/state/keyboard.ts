// One listener for the page. Keys that mean something to the focused control are left to it.
import { onBeforeUnmount, onMounted, shallowReactive } from 'vue';
import { clearAnswer } from './locate';
import { mapActions } from './map';
import { subject } from './subject';
import { layersInOrder, toggleLayer, view } from './view';

const STEP_PX = 96;
const FINE_STEP_PX = 8;
const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The field that `/` goes to. */
export const SEARCH_ID = 'coordinates';

/** Keys of one page, asked before the common ones; true where the key was used. */
export interface KeyPress {
  event: KeyboardEvent;
  typing: boolean;
  onMap: boolean;
}
const pageKeys: Record<string, (press: KeyPress) => boolean> = {};

export function addPageKeys(page: string, keys: (press: KeyPress) => boolean): void {
  pageKeys[page] = keys;
}

/** What the list of shortcuts says of one page: keys and their meaning. */
export type ShortcutRow = [string[], string];
export const pageShortcuts = shallowReactive<Record<string, () => ShortcutRow[]>>({});

/** Controls that letters and digits belong to; boxes to tick take none. */
const WRITTEN = 'input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]';

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(WRITTEN) !== null;
}

/** Enter on a button presses it; only on the map or on nothing it asks at the crosshair. */
function onMap(target: EventTarget | null): boolean {
  return !(target instanceof HTMLElement) || target === document.body || target.closest('.maplibregl-map') !== null;
}

function escape(): void {
  if (view.shortcutsOpen) view.shortcutsOpen = false;
  else {
    if (view.page === 'locate') clearAnswer();
    view.crosshair = false;
  }
}

function press(event: KeyboardEvent): boolean {
  const place = { typing: typing(event.target), onMap: event.target instanceof HTMLElement && event.target.closest('.maplibregl-map') !== null };
  if (!view.shortcutsOpen && pageKeys[view.page]?.({ event, ...place })) return true;
  if (event.key === 'Escape') {
    escape();
    return true;
  }
  if (typing(event.target) || view.shortcutsOpen) return false;
  const map = mapActions.value;
  const arrow = ARROWS[event.key];
  if (arrow && map && onMap(event.target)) {
    const step = event.shiftKey ? FINE_STEP_PX : STEP_PX;
    view.crosshair = true;
    map.pan(arrow[0] * step, arrow[1] * step);
    return true;
  }
  if (event.key === 'Enter' && map && onMap(event.target)) {
    view.crosshair = true;
    subject.value?.pick(map.centre());
    return true;
  }
  if (event.key === '/') document.getElementById(SEARCH_ID)?.focus();
  else if (event.key === '?') view.shortcutsOpen = true;
  else if (event.key === '+' || event.key === '=') map?.zoomBy(1);
  else if (event.key === '-' || event.key === '_') map?.zoomBy(-1);
  else if (event.key === '0') map?.home();
  else if (/^[1-9]$/.test(event.key) && layersInOrder.value[Number(event.key) - 1]) toggleLayer(layersInOrder.value[Number(event.key) - 1]!.name);
  else return false;
  return true;
}

export function useKeyboard(): void {
  const listen = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (press(event)) event.preventDefault();
  };
  onMounted(() => window.addEventListener('keydown', listen));
  onBeforeUnmount(() => window.removeEventListener('keydown', listen));
}
