// What the analysis page shows, as words of an address. Only what differs from the beginning is written.
import { addDays, isDay, PRESETS, type Preset, type Range } from './period';

export const SHOWS = ['cells', 'h3', 'density', 'points', 'flow'] as const;
export type Show = (typeof SHOWS)[number];
export const MEASURES = ['count', 'per-km2', 'per-thousand', 'per-patrol', 'overdue-share', 'change', 'z-score'] as const;
export type MeasureName = (typeof MEASURES)[number];
export const BANDWIDTHS_M = [100, 200, 300, 500, 1000] as const;
export const RESOLUTIONS = [6, 7, 8, 9, 10] as const;
export const CONDITIONS = ['class', 'source', 'unit', 'status', 'kind', 'level', 'grade', 'hazard'] as const;
export type Condition = (typeof CONDITIONS)[number];
export type Conditions = Record<Condition, string>;

export interface CellRef {
  layer: string;
  code: string;
}
export type Ring = [number, number][];

export interface AnalysisView {
  show: Show;
  /** Null is the layer that dispatch works with. */
  layer: string | null;
  measure: MeasureName;
  /** Null follows the zoom. */
  resolution: number | null;
  bandwidth_m: number;
  edge: boolean;
  /** Flows of at least so many cases are drawn; null is as many as the strongest need. */
  least: number | null;
  period: Preset | Range;
  where: Conditions;
  compare: 'none' | 'period' | 'plan';
  look: 'side' | 'swipe';
  /** The other period: null is the one before. */
  other: 'before' | 'year' | Range;
  otherPlan: number | null;
  cell: CellRef | null;
  area: Ring | null;
}

export const noConditions = (): Conditions => ({ class: '', source: '', unit: '', status: '', kind: '', level: '', grade: '', hazard: '' });
export const emptyAnalysis = (): AnalysisView => ({
  show: 'cells', layer: null, measure: 'count', resolution: null, bandwidth_m: 300, edge: false, least: null, period: '30d', where: noConditions(),
  compare: 'none', look: 'side', other: 'before', otherPlan: null, cell: null, area: null,
});

const NAME = /^[\w-]{1,64}$/;
const VALUE = /^[\w.,-]{1,120}$/;
const CORNERS_MAX = 400;

// The last day is written, as people say it.
const rangeWord = ({ from, to }: Range): string => `${from}..${addDays(to, -1)}`;
function readRange(text: string): Range | null {
  const [from = '', last = ''] = text.split('..');
  return isDay(from) && isDay(last) && from <= last ? { from, to: addDays(last, 1) } : null;
}

export function writeAnalysis(view: AnalysisView): [string, string][] {
  const plain = emptyAnalysis();
  const found: [string, string][] = [];
  const put = (key: string, value: string, usual = ''): void => void (value !== usual && found.push([key, value]));
  put('show', view.show, plain.show);
  put('layer', view.layer ?? '');
  put('measure', view.measure, plain.measure);
  put('res', view.resolution === null ? '' : String(view.resolution));
  put('bw', String(view.bandwidth_m), String(plain.bandwidth_m));
  put('edge', view.edge ? '1' : '');
  put('least', view.least === null ? '' : String(view.least));
  put('period', typeof view.period === 'string' ? view.period : rangeWord(view.period), String(plain.period));
  for (const name of CONDITIONS) put(name, encodeURIComponent(view.where[name]));
  put('vs', view.compare === 'none' ? '' : view.compare);
  if (view.compare !== 'none') {
    put('look', view.look, plain.look);
    put('other', typeof view.other === 'string' ? view.other : rangeWord(view.other), String(plain.other));
    put('otherplan', view.otherPlan === null ? '' : String(view.otherPlan));
  }
  put('cell', view.cell ? `${view.cell.layer}:${encodeURIComponent(view.cell.code)}` : '');
  put('area', view.area ? view.area.map(([lon, lat]) => `${lon.toFixed(5)},${lat.toFixed(5)}`).join(';') : '');
  return found;
}

const among = <T extends string>(list: readonly T[], word: string | null): T | null => list.find((known) => known === word) ?? null;

function readArea(text: string | null): Ring | null {
  const corners = (text ?? '').split(';').map((pair) => pair.split(',').map(Number));
  const sound = corners.every(([lon, lat], at) => corners[at]!.length === 2 && Math.abs(lon!) <= 180 && Math.abs(lat!) <= 90);
  return sound && corners.length >= 3 && corners.length <= CORNERS_MAX ? (corners as Ring) : null;
}

/** Whatever cannot be used is left as it is at the beginning. */
export function readAnalysis(query: URLSearchParams): AnalysisView {
  const view = emptyAnalysis();
  const text = (name: string): string => query.get(name) ?? '';
  view.show = among(SHOWS, query.get('show')) ?? view.show;
  view.layer = NAME.test(text('layer')) ? text('layer') : null;
  view.measure = among(MEASURES, query.get('measure')) ?? view.measure;
  view.resolution = RESOLUTIONS.find((known) => String(known) === query.get('res')) ?? null;
  view.bandwidth_m = BANDWIDTHS_M.find((known) => String(known) === query.get('bw')) ?? view.bandwidth_m;
  view.edge = query.get('edge') === '1';
  if (/^[1-9]\d{0,6}$/.test(text('least'))) view.least = Number(text('least'));
  view.period = among(PRESETS, query.get('period')) ?? readRange(text('period')) ?? view.period;
  for (const name of CONDITIONS) if (VALUE.test(text(name))) view.where[name] = text(name);
  view.compare = among(['none', 'period', 'plan'] as const, query.get('vs')) ?? view.compare;
  view.look = among(['side', 'swipe'] as const, query.get('look')) ?? view.look;
  view.other = among(['before', 'year'] as const, query.get('other')) ?? readRange(text('other')) ?? view.other;
  if (/^[1-9]\d{0,5}$/.test(text('otherplan'))) view.otherPlan = Number(text('otherplan'));
  const cell = /^([\w-]{1,64}):([\w.-]{1,64})$/.exec(text('cell'));
  if (cell) view.cell = { layer: cell[1]!, code: cell[2]! };
  view.area = readArea(query.get('area'));
  return view;
}
