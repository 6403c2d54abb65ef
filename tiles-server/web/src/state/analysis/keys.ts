// Keys of the analysis page. Typing and sliders are left alone.
import { SHOWS } from '../../format/analysis-link';
import { words } from '../../i18n';
import { aw } from '../../i18n/analysis';
import { addPageKeys, pageShortcuts, type KeyPress, type ShortcutRow } from '../keyboard';
import { mapActions } from '../map';
import { view } from '../view';
import { choice, chooseArea, chooseCell } from './choice';
import { draw } from './maps';
import { film, stepBy, togglePlay } from './play';

export interface AnalysisActions {
  find(): void;
  legend(): void;
  area(): void;
}
let actions: AnalysisActions | null = null;
export function useAnalysisActions(next: AnalysisActions | null): void {
  actions = next;
}

/** Esc goes one step back: drawing, film, cell or area, crosshair. */
function back(typing: boolean): boolean {
  if (draw.tool !== 'none') draw.tool = 'none';
  else if (film.playing) film.playing = false;
  else if (typing) (document.activeElement as HTMLElement | null)?.blur();
  else if (choice.cell || choice.area) {
    chooseCell(null);
    chooseArea(null);
  } else if (view.crosshair) view.crosshair = false;
  else return false;
  return true;
}

function press({ event, typing, onMap }: KeyPress): boolean {
  const { key } = event;
  if (key === 'Escape') return back(typing);
  if (typing) return false;
  if (key === 'Enter' && onMap) {
    view.crosshair = true;
    mapActions.value?.choose?.();
  } else if (/^[1-5]$/.test(key)) choice.show = SHOWS[Number(key) - 1]!;
  else if (key === 'p') togglePlay();
  else if (key === '[') stepBy(-1);
  else if (key === ']') stepBy(1);
  else if (key === 'c') choice.compare = choice.compare === 'none' ? 'period' : 'none';
  else if (key === 'l') actions?.area();
  else if (key === 'g') actions?.legend();
  else if (key === '/') actions?.find();
  else return false;
  return true;
}

function rows(): ShortcutRow[] {
  const [w, common] = [aw.value.shortcuts, words.value.shortcuts];
  return [
    [['1', '…', '5'], w.shows],
    [['P'], w.play],
    [['[', ']'], w.steps],
    [['C'], w.compare],
    [['L'], w.lasso],
    [['/'], w.search],
    [[common.keys.arrows], common.pan],
    [['+', '−', '0'], common.zoom],
    [[common.keys.enter], w.choose],
    [['G'], w.legend],
    [[common.keys.escape], w.escape],
    [['?'], common.help],
  ];
}

addPageKeys('analysis', press);
pageShortcuts.analysis = rows;
