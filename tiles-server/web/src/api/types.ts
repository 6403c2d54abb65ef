// What the server sends. Names are those of INTERFACES.md; a field marked optional may be missing in older servers.

export interface Bilingual {
  zh: string;
  en: string;
}

/** The datums that a person may choose; the server knows more. */
export const DATUMS = ['wgs84', 'gcj02', 'bd09'] as const;
export type Datum = (typeof DATUMS)[number];

export type Status = 'inside' | 'edge' | 'gap-resolved' | 'overlap-resolved' | 'outside' | 'no-location';

/** One immutable version of all layers, in force on `[valid_from, valid_to)`. */
export interface PlanInfo {
  number: number;
  valid_from: string;
  valid_to?: string | null;
  title?: Bilingual | string | null;
  in_force?: boolean;
}

export interface LayerInfo {
  name: string;
  title: Bilingual;
  /** What the layer is for, e.g. `responsibility-grid`; tells how it is drawn. */
  role?: string;
  minzoom: number;
  maxzoom: number;
  /** The borders were made by a program for demonstration; they are nobody's real responsibility. */
  synthetic: boolean;
  note?: Bilingual | null;
  order: number;
}

export interface District {
  name: Bilingual;
  /** West, south, east, north in WGS84 degrees. */
  bounds: [number, number, number, number];
  /** In order of time. */
  plans: PlanInfo[];
  layers: LayerInfo[];
  basemap: boolean;
  /** There are rules, and a map of where they name nobody. */
  gaps?: boolean;
}

export interface TileJson {
  tiles: string[];
  minzoom?: number;
  maxzoom?: number;
  bounds?: [number, number, number, number];
  attribution?: string;
  vector_layers?: { id: string }[];
}

export interface Candidate {
  code: string;
  name?: string | null;
  /** Part of the uncertain shape in this cell, 0 to 1. */
  share?: number | null;
  border_m?: number | null;
}

export interface LayerAnswer {
  code: string | null;
  name?: string | null;
  status: Status;
  border_m: number | null;
  rival: string | null;
  rival_name?: string | null;
  confidence: number | null;
  candidates?: Candidate[] | null;
  why?: Bilingual | null;
}

export interface Answer {
  plan: { number: number; valid_from: string };
  datum: string;
  /** Where the place is in WGS84 degrees; null when there was no usable location. */
  place: { lon: number; lat: number } | null;
  layers: Record<string, LayerAnswer>;
  /** The finest level of which the answer is certain. */
  certain?: { layer: string; code: string } | null;
}

/** RFC 9457, with the field at fault and what would be right. */
export interface ProblemDocument {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  field?: string;
  expected?: string;
  /** Of `unlawful-transition`: what may be done instead. */
  lawful?: string[];
}
