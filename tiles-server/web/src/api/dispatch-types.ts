// What the server sends about cases, units and queues. Times are RFC 3339 with the district's offset.
import type { Bilingual, Datum, Status } from './types';

export interface UnitRef {
  code: string;
  name: Bilingual;
  kind: string;
}

export interface Unit extends UnitRef {
  parent: string | null;
  synthetic?: boolean;
}

export interface Source {
  code: string;
  name: Bilingual;
  /** How it states places: gps, geocoded, address-text, phone-cell, none. */
  location?: string;
  datum?: Datum | 'cgcs2000' | null;
  accuracy_m?: number | null;
}

export interface Limit {
  name?: string;
  /** An amount and a unit: `2uh`, `5wd`. */
  limit: string;
}

export interface Condition {
  number: number;
  filing: Bilingual;
  closing?: Bilingual;
  urgent?: boolean;
  limits?: (Limit | string)[];
}

export interface ClassNode {
  code: string;
  parent: string | null;
  name: Bilingual;
  kinds?: string[];
  sensitivity?: string;
  conditions?: Condition[];
}

export interface PlaceCandidate {
  name: Bilingual | string;
  kind: string;
  lon: number;
  lat: number;
  /** 0 to 1. */
  confidence: number;
}

export interface LayerFinding {
  layer: string;
  title: Bilingual;
  code: string | null;
  name?: Bilingual | string | null;
  status: Status;
  border_m: number | null;
  rival: string | null;
  rival_name?: Bilingual | string | null;
  confidence: number | null;
}

export interface Owned {
  unit: UnitRef;
  helpers: UnitRef[];
  level: string;
  rule: string;
  rule_note?: Bilingual | null;
  runners_up: { rule: string; unit?: UnitRef | null }[];
  fallback: boolean;
}

export interface Queued {
  queue: string;
  title: Bilingual;
  keeper: UnitRef;
  tied: string[];
}

export interface DueStage {
  name: string;
  limit?: string;
  at: string;
  provisional: boolean;
}

export interface Similar {
  id: string;
  distance_m: number;
  minutes: number;
  stage: string;
}

export interface Decision {
  plan: number;
  rules: number;
  calendar: number;
  place: { lon: number; lat: number } | null;
  layers: LayerFinding[];
  outcome: Owned | Queued;
  due: DueStage[];
  review: boolean;
  why: Bilingual[];
  duplicates?: Similar[];
  places?: PlaceCandidate[];
}

/** What is asked of `route`, and with an identity what is filed as a case. */
export interface Intake {
  class: string;
  condition?: number;
  kind?: string;
  lon?: number;
  lat?: number;
  datum?: Datum;
  accuracy_m?: number;
  address?: string;
  component?: string;
  source?: string;
  at?: string;
}

export interface NewCase extends Omit<Intake, 'at'> {
  id: string;
  reported_at: string;
  source: string;
  text?: string;
  reporter?: { name?: string; phone?: string };
}

export interface StatedPlace {
  lon?: number | null;
  lat?: number | null;
  datum?: string | null;
  accuracy_m?: number | null;
  address?: string | null;
  component?: string | null;
}

export interface Case {
  id: string;
  number: number | string;
  class: { code: string; name: Bilingual };
  condition?: number | null;
  kind?: string | null;
  source: { code: string; name: Bilingual };
  stage: string;
  stage_title: Bilingual;
  grade?: number | string | null;
  reported_at: string;
  filed_at?: string | null;
  dispatched_at?: string | null;
  due_at?: string | null;
  provisional?: boolean;
  overdue?: boolean;
  handled_at?: string | null;
  ended_at?: string | null;
  place: { lon: number; lat: number } | null;
  stated?: StatedPlace | null;
  unit: UnitRef;
  queue: string | null;
  address?: string | null;
  text?: string | null;
  reporter?: { name?: string | null; phone?: string | null; email?: string | null } | string | null;
  revision: number;
  masked?: boolean;
  lawful?: string[];
  synthetic?: boolean;
  assignment?: Decision | null;
}

export interface CaseEvent {
  number: number;
  at: string;
  recorded_at: string;
  by: string | { name?: string | null; account?: string | null; unit?: UnitRef | string | null } | null;
  act: string;
  title: Bilingual;
  detail: Record<string, unknown>;
}

export interface Queues {
  queues: { queue: string; title: Bilingual; count: number; overdue?: number; keeper?: UnitRef }[];
  units: { unit: UnitRef; open: number; overdue: number; due_soon: number }[];
  version: number;
}

export interface CaseChange {
  number: number | string;
  case: string;
  act: string;
  stage: string;
  unit: string;
  queue: string | null;
  due_at: string | null;
  overdue: boolean;
}

export interface Account {
  account: string;
  role: string;
  unit: UnitRef | string | null;
}

export interface Session extends Account {
  token: string;
  expires_at: string;
}

export const isQueued = (outcome: Owned | Queued): outcome is Queued => 'queue' in outcome;
