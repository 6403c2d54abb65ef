// What the server counts: legends of maps, series, tops, cells in a table, free areas.
import { askJson, send } from './http';
import { ApiFault, faultOfResponse } from './problem';
import type { Bilingual } from './types';

export interface LegendClass {
  class: number;
  /** The class begins here; null is below the first break. */
  from: number | null;
  to: number | null;
  /** Missing where the class is a width. */
  colour?: string;
  cells?: number;
  /** Flows of the class. */
  lines?: number;
  width_px?: number;
}

export interface Legend {
  layer: string;
  /** Missing where there is only one. */
  measure?: string;
  title: Bilingual;
  unit: Bilingual;
  period?: { from: string | null; to: string | null; days: number };
  ramp?: string;
  classes: LegendClass[];
  /** Null where too few to be told. */
  cases: number | null;
  cases_elsewhere?: number | null;
  cells?: number;
  cells_without_a_value?: number;
  cells_merged?: number;
  cells_withheld?: number;
  least_cases?: number;
  plan?: number;
  plan_version?: string;
  /** The events that are counted: the version of the data. */
  events?: number;
  synthetic?: boolean;
  resolution?: number;
  bandwidth_m?: number;
  edge?: string | { name: string };
  /** Of a density: from the places of cases, or from sums of groups of cells; in words. */
  basis?: { name: 'places' | 'cells'; note: Bilingual };
  /** Of hexagons: from which zoom each resolution is drawn. */
  resolutions?: { resolution: number; minzoom: number; maxzoom: number }[];
  /** The strongest flows, in falling order, and how many more there are. */
  flows?: { cases: number }[];
  flows_left_out?: number;
}

export interface Period {
  from: string;
  to: string;
  /** Null where too few to be told. */
  cases: number | null;
  overdue: number | null;
  judged?: number | null;
  closed: number | null;
}

export interface Series {
  step: string;
  /** The time that is counted; for everybody months of whole weeks, which may begin and end on other days than was asked. */
  from?: string | null;
  to?: string | null;
  periods: Period[];
  cases: number | null;
  least_cases?: number;
  /** Events that are counted: the version of the data. */
  event?: number;
  synthetic?: boolean;
}

export interface TopRow {
  code: string;
  name: Bilingual | string | null;
  cases: number;
  share: number | null;
  before?: number | null;
}

export interface Top {
  by: string;
  /** The time that is counted; for everybody whole quarters, which may be another than was asked for. */
  from?: string | null;
  to?: string | null;
  rows: TopRow[];
  others: number | null;
  cases: number | null;
}

export interface AreaFigures {
  area_km2: number;
  cases: number | null;
  overdue: number | null;
  judged?: number | null;
  overdue_share: number | null;
  per_km2: number | null;
  series: Series;
  top: { class: Top; unit: Top };
  cells?: number;
  least_cases?: number;
  synthetic?: boolean;
}

const FIGURES = '/api/v1/figures';
/** Counting a long period of a large district may take a while; the page stays usable meanwhile. */
const PATIENCE_MS = 20_000;

function listed<T extends object, K extends keyof T>(body: T, name: K): T {
  if (!Array.isArray(body[name])) throw new ApiFault('malformed', 200);
  return body;
}

/** The word of a legend's way with the border. */
export const edgeOf = (legend: Legend): string | undefined => (typeof legend.edge === 'object' ? legend.edge.name : legend.edge);

export const fetchLegend = async (path: string, signal?: AbortSignal): Promise<Legend> => listed(await askJson<Legend>(path, { signal, timeout_ms: PATIENCE_MS }), 'classes');

export const fetchSeries = async (query: string, signal?: AbortSignal): Promise<Series> => listed(await askJson<Series>(`${FIGURES}/series?${query}`, { signal, timeout_ms: PATIENCE_MS }), 'periods');

export const fetchTop = async (query: string, signal?: AbortSignal): Promise<Top> => listed(await askJson<Top>(`${FIGURES}/top?${query}`, { signal, timeout_ms: PATIENCE_MS }), 'rows');

export interface AreaQuestion {
  polygon: GeoJSON.Polygon;
  filters: Record<string, string>;
  step?: string;
}

export async function fetchArea(question: AreaQuestion, signal?: AbortSignal): Promise<AreaFigures> {
  const found = await askJson<AreaFigures>(`${FIGURES}/area`, { method: 'POST', body: question, signal, timeout_ms: PATIENCE_MS });
  if (typeof found.area_km2 !== 'number' || !Array.isArray(found.series?.periods)) throw new ApiFault('malformed', 200);
  const top = (by: 'class' | 'unit'): Top => {
    const rows = found.top?.[by] as Top | TopRow[] | undefined;
    return Array.isArray(rows) || !rows ? { by, rows: rows ?? [], others: null, cases: found.cases } : rows;
  };
  return { ...found, series: { ...found.series, cases: found.cases }, top: { class: top('class'), unit: top('unit') } };
}

/** A table or file of the server, as bytes: a plain link could not carry the token. */
export async function fetchFile(path: string): Promise<Blob> {
  const response = await send(path, { timeout_ms: 120_000 });
  if (!response.ok) throw faultOfResponse(response.status, await response.json().catch(() => null));
  return response.blob();
}
