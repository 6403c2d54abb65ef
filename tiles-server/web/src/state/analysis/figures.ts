// The figures beside the map: of the whole district, of one cell, or of an area that was drawn.
import { computed, reactive, shallowRef, watch } from 'vue';
import { fetchArea, fetchSeries, fetchTop, type AreaFigures, type Series, type Top } from '../../api/figures';
import type { Case } from '../../api/dispatch-types';
import { askJson, listOf } from '../../api/http';
import { ApiFault } from '../../api/problem';
import { polygonOf } from '../../format/geometry';
import { before, daysOf, rangeOf, stepFor, type Range } from '../../format/period';
import { session } from '../session';
import { choice } from './choice';
import { known, otherRange, range, unit, where } from './extent';
import { conditionQuery, conditionsOf } from './query';

/** Figures are asked for once dragging rests. */
const REST_MS = 320;
/** Points that a small chart can show. */
const POINTS_MAX = 100;
const TOP_ROWS = 8;
const CASES_SHOWN = 30;

export interface Sheet {
  range: Range;
  series: Series;
  classes: Top | null;
  units: Top | null;
  /** Those that can be judged by their deadline. */
  judged: number | null;
  cases: number | null;
  overdue: number | null;
  /** Of the period that is compared with. */
  before: { range: Range; series: Series; cases: number | null } | null;
  area: AreaFigures | null;
}

export const sheet = shallowRef<Sheet | null>(null);
export const sheetFault = shallowRef<ApiFault | null>(null);
export const figures = reactive({ busy: false, open: true });
export const cellCases = shallowRef<Case[] | null>(null);
export const cellCasesFault = shallowRef<ApiFault | null>(null);

export const scope = computed<'district' | 'cell' | 'area'>(() => (choice.area ? 'area' : choice.cell ? 'cell' : 'district'));
/** Hexagons have no name that the server could be asked by; single cells are for those who work here. */
export const cellCounted = computed(() => choice.cell !== null && choice.cell.layer !== 'h3' && unit.value === 'day');

let running: AbortController | null = null;

/** A sum that does not hide what was withheld: null where any part of it was. */
export function sumOf(series: Series, name: 'cases' | 'overdue' | 'judged'): number | null {
  let sum = 0;
  for (const period of series.periods) {
    const value = period[name];
    if (value === null || value === undefined) return null;
    sum += value;
  }
  return sum;
}

/** What a role is not told is left out, and what everybody is told of whole quarters only; other faults stay faults. */
function untold(fault: unknown): null {
  if (fault instanceof ApiFault && (fault.status === 403 || (fault.status === 400 && unit.value === 'month'))) return null;
  throw fault;
}

async function ofPlace(asked: Range, back: Range, signal: AbortSignal): Promise<Sheet> {
  const step = unit.value === 'month' ? 'week' : stepFor(daysOf(asked), POINTS_MAX);
  const at = (period: Range): string => conditionQuery(where.value, period, choice.cell);
  const [series, then, classes, units] = await Promise.all([
    fetchSeries(`${at(asked)}&step=${step}`, signal),
    // Before the first case there is nothing to compare with.
    known.value && back.from < known.value.from ? null : fetchSeries(`${at(back)}&step=${step}`, signal).catch(() => null),
    fetchTop(`${at(asked)}&by=class&limit=${TOP_ROWS}`, signal).catch(untold),
    fetchTop(`${at(asked)}&by=unit&limit=${TOP_ROWS}`, signal).catch(untold),
  ]);
  return { range: rangeOf(series) ?? asked, series, classes, units, cases: series.cases, overdue: sumOf(series, 'overdue'), judged: sumOf(series, 'judged') ?? series.cases, before: then && { range: rangeOf(then) ?? back, series: then, cases: then.cases }, area: null };
}

async function ofArea(asked: Range, signal: AbortSignal): Promise<Sheet> {
  const found = await fetchArea({ polygon: polygonOf(choice.area!), filters: conditionsOf(where.value, asked), step: stepFor(daysOf(asked), POINTS_MAX) }, signal);
  return { range: asked, series: found.series, classes: found.top.class, units: found.top.unit, cases: found.cases, overdue: found.overdue, judged: found.judged ?? found.cases, before: null, area: found };
}

export async function loadSheet(quiet = false): Promise<void> {
  running?.abort();
  const asked = range.value;
  if (!asked) return;
  if (scope.value === 'cell' && !cellCounted.value) return void (sheet.value = null);
  const mine = new AbortController();
  running = mine;
  figures.busy = !quiet;
  try {
    const back = choice.compare === 'period' && otherRange.value ? otherRange.value : before(asked, unit.value);
    const found = await (scope.value === 'area' ? ofArea(asked, mine.signal) : ofPlace(asked, back, mine.signal));
    if (running !== mine) return;
    sheet.value = found;
    sheetFault.value = null;
  } catch (error) {
    if (mine.signal.aborted || quiet) return;
    sheet.value = null;
    sheetFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
  } finally {
    if (running === mine) figures.busy = false;
  }
}

/** The newest cases of the cell, for those who may see cases. */
export async function loadCases(): Promise<void> {
  cellCases.value = null;
  cellCasesFault.value = null;
  const { cell } = choice;
  if (!cell || !cellCounted.value || !session.account || !range.value) return;
  try {
    const { class: code, source, unit } = choice.where;
    const where = Object.fromEntries(Object.entries({ class: code, source, unit, ...range.value, cell: `${cell.layer}:${cell.code}`, limit: String(CASES_SHOWN) }).filter(([, value]) => value !== ''));
    const found = listOf<Case>(await askJson(`/api/v1/cases?${new URLSearchParams(where)}`), 'cases');
    if (choice.cell === cell) cellCases.value = found;
  } catch (error) {
    if (choice.cell === cell) cellCasesFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
  }
}

/** The question as one text: the figures are renewed when it changes. */
const question = computed(() => JSON.stringify([where.value, range.value, choice.compare === 'period' ? otherRange.value : null, choice.cell, choice.area, session.account?.account ?? null]));

export function followFigures(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const renew = (): void => {
    void loadSheet();
    void loadCases();
  };
  const stop = watch(question, () => {
    clearTimeout(timer);
    timer = setTimeout(renew, REST_MS);
  }, { immediate: true });
  return () => {
    clearTimeout(timer);
    running?.abort();
    stop();
  };
}
