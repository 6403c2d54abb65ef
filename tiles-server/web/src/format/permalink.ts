// The page's state as an address: `#/locate?at=121.380000,31.110000&r=50&plan=2&on=town,unit&lang=en`.
// It stands behind the `#`, so that places people asked about do not land in the server's access log.

import { DATUMS, type Datum } from '../api/types';
import { readAnalysis, writeAnalysis, type AnalysisView } from './analysis-link';

export type Language = 'zh-CN' | 'en';

export interface PageState {
  page: string;
  at: { lon: number; lat: number } | null;
  datum: Datum;
  accuracy_m: number;
  plan: number | null;
  asOf: string | null;
  layers: string[] | null;
  hover: string | null;
  /** The map of rule gaps: of the rules in force, or of the draft in the folder. */
  gaps: 'published' | 'folder' | null;
  camera: { zoom: number; lat: number; lon: number } | null;
  /** Of the dispatch page: the list, and the case that is open. */
  queue: string | null;
  caseId: string | null;
  /** Of the analysis page: all that it shows. */
  analysis: AnalysisView | null;
  language: Language | null;
}

export const ACCURACY_MAX_M = 200;
const NAME = /^[\w-]{1,64}$/;

export const emptyState = (): PageState => ({
  page: 'locate', at: null, datum: 'wgs84', accuracy_m: 0, plan: null, asOf: null, layers: null, hover: null, gaps: null, camera: null, queue: null, caseId: null, analysis: null, language: null,
});

export function writePermalink(state: PageState): string {
  const query: string[] = [];
  const put = (key: string, value: string): void => void query.push(`${key}=${value}`);
  if (state.at) put('at', `${state.at.lon.toFixed(7)},${state.at.lat.toFixed(7)}`);
  if (state.datum !== 'wgs84') put('datum', state.datum);
  if (state.accuracy_m > 0) put('r', String(state.accuracy_m));
  if (state.plan !== null) put('plan', String(state.plan));
  if (state.asOf !== null) put('asof', state.asOf);
  if (state.layers !== null) put('on', state.layers.length > 0 ? state.layers.join(',') : '-');
  if (state.hover !== null) put('hover', state.hover);
  if (state.gaps !== null) put('gaps', state.gaps);
  if (state.camera) put('map', `${state.camera.zoom.toFixed(2)}/${state.camera.lat.toFixed(5)}/${state.camera.lon.toFixed(5)}`);
  if (state.queue) put('queue', state.queue);
  if (state.caseId) put('case', encodeURIComponent(state.caseId));
  if (state.analysis) for (const [key, value] of writeAnalysis(state.analysis)) put(key, value);
  if (state.language) put('lang', state.language);
  return `#/${state.page}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** Whatever cannot be used is left at its default: a mangled link still opens the page. */
export function readPermalink(hash: string): PageState {
  const state = emptyState();
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  if (NAME.test(path)) state.page = path;
  const query = new URLSearchParams(search);
  const at = numbers(query.get('at'), ',', 2);
  if (at && Math.abs(at[0]!) <= 180 && Math.abs(at[1]!) <= 90) state.at = { lon: at[0]!, lat: at[1]! };
  state.datum = DATUMS.find((d) => d === query.get('datum')) ?? 'wgs84';
  const r = numbers(query.get('r'), ',', 1);
  if (r) state.accuracy_m = Math.min(ACCURACY_MAX_M, Math.max(0, Math.round(r[0]!)));
  const plan = numbers(query.get('plan'), ',', 1);
  if (plan && Number.isInteger(plan[0]) && plan[0]! > 0) state.plan = plan[0]!;
  const asOf = query.get('asof');
  if (asOf !== null && isDate(asOf)) state.asOf = asOf;
  const on = query.get('on');
  if (on !== null) state.layers = on.split(',').filter((name) => NAME.test(name) && name !== '-');
  const hover = query.get('hover');
  if (hover !== null && NAME.test(hover)) state.hover = hover;
  const gaps = query.get('gaps');
  if (gaps === 'published' || gaps === 'folder') state.gaps = gaps;
  const map = numbers(query.get('map'), '/', 3);
  if (map && map[0]! >= 0 && map[0]! <= 24 && Math.abs(map[1]!) <= 85 && Math.abs(map[2]!) <= 180) state.camera = { zoom: map[0]!, lat: map[1]!, lon: map[2]! };
  const queue = query.get('queue');
  if (queue !== null && NAME.test(queue)) state.queue = queue;
  const caseId = query.get('case');
  if (caseId !== null && caseId !== '' && caseId.length <= 200) state.caseId = caseId;
  if (state.page === 'analysis') state.analysis = readAnalysis(query);
  const language = query.get('lang');
  if (language === 'en' || language === 'zh-CN') state.language = language;
  return state;
}

function numbers(text: string | null, separator: string, count: number): number[] | null {
  if (text === null) return null;
  const parts = text.split(separator);
  const values = parts.map(Number);
  return parts.length === count && parts.every((p) => p.trim() !== '') && values.every(Number.isFinite) ? values : null;
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}
