// Where the rules name nobody, or several: the proof of the server, and what its colours mean.
import { askJson } from './http';
import { ApiFault } from './problem';
import type { Bilingual } from './types';

/** The rules in force, or those that stand in the server's folder and are not published yet. */
export type GapsOf = 'published' | 'folder';

export interface GapStep {
  /** 0 is a cell with accepted holes only. */
  step: number;
  colour: string;
  title: Bilingual;
}

export interface GapLegend {
  title: Bilingual;
  measure: Bilingual;
  steps: GapStep[];
}

export interface GapSummary {
  plan: number;
  rules: number | null;
  of: GapsOf;
  publishable: boolean;
  layer: string;
  open_cells: number;
  accepted_cells: number;
}

export interface Gap {
  fault: string;
  title: Bilingual;
  rules: string[];
  accepted: boolean;
  accepted_by: string | null;
  reason: string | null;
  combinations: number;
  lines: Bilingual[];
}

export interface CellGaps {
  code: string;
  name: Bilingual | null;
  holes: number;
  ties: number;
  accepted: number;
  combinations: number;
  gaps: Gap[];
}

/** What comes after an address, for a plan and a version of the rules. */
export function gapsQuery(of: GapsOf, plan: number | null, asOf: string | null = null): string {
  const query = new URLSearchParams();
  if (of === 'folder') query.set('of', 'folder');
  if (asOf !== null) query.set('as_of', asOf);
  else if (plan !== null) query.set('plan', String(plan));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

export async function fetchGapLegend(): Promise<GapLegend> {
  const legend = await askJson<GapLegend>('/legend/rule-gaps.json');
  if (!Array.isArray(legend.steps)) throw new ApiFault('malformed', 200);
  return legend;
}

export async function fetchGapSummary(query: string, signal?: AbortSignal): Promise<GapSummary> {
  const summary = await askJson<GapSummary>(`/api/v1/gaps${query}`, { signal, timeout_ms: 30_000 });
  if (typeof summary.open_cells !== 'number') throw new ApiFault('malformed', 200);
  return summary;
}

export async function fetchCellGaps(code: string, query: string, signal?: AbortSignal): Promise<CellGaps> {
  const found = await askJson<CellGaps>(`/api/v1/gaps/${encodeURIComponent(code)}${query}`, { signal, timeout_ms: 30_000 });
  if (!Array.isArray(found.gaps)) throw new ApiFault('malformed', 200);
  return found;
}
