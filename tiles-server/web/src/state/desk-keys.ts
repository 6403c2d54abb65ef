// The letters and digits of the dispatch page. Typing is left alone; on the map the arrows move the crosshair.
import { actOfKey } from '../format/acts';
import { board, choose, move, QUEUES } from './board';
import { file, openForm, opened } from './case-file';
import { desk, focusPin, show, showIntake, showsCase } from './desk';
import { addPageKeys, type KeyPress } from './keyboard';
import { view } from './view';

export interface DeskActions {
  newCase(): void;
  find(): void;
  /** Back to where the form was left. */
  leaveMap(): void;
}
let actions: DeskActions | null = null;

export function useDeskActions(next: DeskActions | null): void {
  actions = next;
}

/** Esc goes one step back: pin, form, case. */
function back({ typing }: KeyPress): boolean {
  if (desk.pinning) {
    desk.pinning = false;
    view.crosshair = false;
    desk.tab = 'work';
    actions?.leaveMap();
  } else if (file.form) {
    openForm(null);
    document.querySelector<HTMLElement>('[data-test="case-class"]')?.focus({ preventScroll: true });
  } else if (showsCase.value) {
    showIntake();
    document.querySelector<HTMLElement>('[data-test="cases"]')?.focus({ preventScroll: true });
  } else if (typing) (document.activeElement as HTMLElement | null)?.blur();
  else return false;
  return true;
}

function onList(event: KeyboardEvent): boolean {
  return event.target === document.body || (event.target instanceof HTMLElement && event.target.closest('[data-test="cases"], [data-test="case-class"]') !== null);
}

function press(found: KeyPress): boolean {
  const { event, typing, onMap } = found;
  const { key } = event;
  if (key === 'Escape') return back(found);
  if (key === 'F2') {
    focusPin();
    return true;
  }
  if (typing) return false;
  if (key === 'j' || (key === 'ArrowDown' && onList(event))) move(1);
  else if (key === 'k' || (key === 'ArrowUp' && onList(event))) move(-1);
  else if (key === 'PageDown' && onList(event)) move(8);
  else if (key === 'PageUp' && onList(event)) move(-8);
  else if (key === 'Enter' && !onMap && onList(event) && board.selected) show(board.selected);
  else if (key === 'n') actions?.newCase();
  else if (key === '/') actions?.find();
  else if (/^[1-7]$/.test(key) && !onMap) choose(QUEUES[Number(key) - 1] ?? 'unit');
  else if (/^[a-z]$/.test(key) && showsCase.value && opened.value) {
    const act = actOfKey(opened.value.lawful ?? [], key);
    if (!act) return false;
    openForm(act);
  } else return false;
  return true;
}

addPageKeys('dispatch', press);
