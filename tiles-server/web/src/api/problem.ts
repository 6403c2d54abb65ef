import type { ProblemDocument } from './types';

export type FaultKind = 'unreachable' | 'timeout' | 'refused' | 'server' | 'malformed';

/** Everything that can go wrong between the page and the server, in a form that can be shown in words. */
export class ApiFault extends Error {
  readonly kind: FaultKind;
  readonly status: number | null;
  readonly problem: ProblemDocument | null;

  constructor(kind: FaultKind, status: number | null = null, problem: ProblemDocument | null = null) {
    super(problem?.detail ?? problem?.title ?? kind);
    this.name = 'ApiFault';
    this.kind = kind;
    this.status = status;
    this.problem = problem;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** A problem document from any JSON value; fields of the wrong type are dropped. */
export function readProblem(value: unknown): ProblemDocument | null {
  if (typeof value !== 'object' || value === null) return null;
  const raw = value as Record<string, unknown>;
  const problem: ProblemDocument = {
    type: text(raw.type),
    title: text(raw.title),
    detail: text(raw.detail),
    field: text(raw.field),
    expected: text(raw.expected),
  };
  const lawful = Array.isArray(raw.lawful) ? raw.lawful.filter((act): act is string => typeof act === 'string') : [];
  if (lawful.length > 0) problem.lawful = lawful;
  return Object.values(problem).some((v) => v !== undefined) ? problem : null;
}

/** 4xx are the question's fault, the rest the server's. */
export function faultOfResponse(status: number, body: unknown): ApiFault {
  return new ApiFault(status >= 400 && status < 500 ? 'refused' : 'server', status, readProblem(body));
}
