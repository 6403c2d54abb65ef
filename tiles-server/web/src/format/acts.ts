// What can be done with a case: which key, which questions. What is lawful now is the server's word, never this table's.

export type FieldKind = 'unit' | 'reason' | 'text' | 'grade' | 'condition' | 'choice' | 'level' | 'satisfaction' | 'reward' | 'file' | 'class' | 'case' | 'place';

export interface Field {
  name: string;
  kind: FieldKind;
  required: boolean;
}

export interface ActForm {
  /** The letter that opens it while a case is shown. */
  key: string;
  fields: readonly Field[];
  /** Ends the case or throws it away: asked for by colour and word, and never first. */
  grave?: boolean;
}

const must = (name: string, kind: FieldKind): Field => ({ name, kind, required: true });
const may = (name: string, kind: FieldKind): Field => ({ name, kind, required: false });

/** In the order of buttons: what moves a case on comes first. */
export const ACTS: Readonly<Record<string, ActForm>> = {
  dispatch: { key: 'd', fields: [must('unit', 'unit'), may('remark', 'text')] },
  accept: { key: 'a', fields: [may('grade', 'grade')] },
  file: { key: 'f', fields: [must('condition', 'condition')] },
  verified: { key: 'v', fields: [must('found', 'choice'), may('text', 'text')] },
  handle: { key: 'h', fields: [] },
  feedback: { key: 'b', fields: [may('text', 'text')] },
  checked: { key: 'c', fields: [must('passed', 'choice'), may('text', 'text')] },
  resume: { key: 's', fields: [] },
  close: { key: 'e', fields: [] },
  appealed: { key: 'p', fields: [must('granted', 'choice')] },
  verify: { key: 'v', fields: [must('unit', 'unit')] },
  check: { key: 'c', fields: [must('unit', 'unit')] },
  return: { key: 'r', fields: [must('reason', 'reason'), may('proposes', 'unit')] },
  rework: { key: 'w', fields: [must('reason', 'reason')] },
  extend: { key: 'x', fields: [must('reason', 'reason')] },
  suspend: { key: 's', fields: [must('reason', 'reason')] },
  supervise: { key: 'u', fields: [must('level', 'level')] },
  locate: { key: 'l', fields: [must('place', 'place')] },
  reclassify: { key: 't', fields: [must('class', 'class')] },
  visit: { key: 'o', fields: [must('satisfaction', 'satisfaction'), may('text', 'text')] },
  reward: { key: 'g', fields: [must('fen', 'reward')] },
  appeal: { key: 'p', fields: [must('reason', 'reason')] },
  note: { key: 'm', fields: [must('text', 'text')] },
  attach: { key: 'i', fields: [must('file', 'file')] },
  duplicate: { key: 'y', fields: [must('of', 'case')], grave: true },
  'not-file': { key: 'q', fields: [must('reason', 'reason')], grave: true },
  void: { key: 'z', fields: [must('reason', 'reason')], grave: true },
};

const FORWARD = new Set(['dispatch', 'accept', 'file', 'verified', 'handle', 'feedback', 'checked', 'resume', 'close', 'appealed']);

export interface Offered extends ActForm {
  name: string;
  /** The one step that is meant next. */
  main: boolean;
}

/** What a queue waits for. */
const WANTED: Record<string, string> = { unlocated: 'locate', unclassified: 'reclassify' };

/** The lawful acts that a person can do here, in the order of buttons; acts without a form of their own get none. */
export function offered(lawful: readonly string[], queue: string | null = null): Offered[] {
  const found = Object.entries(ACTS).filter(([name]) => lawful.includes(name));
  const wanted = WANTED[queue ?? ''];
  const main = wanted && lawful.includes(wanted) ? wanted : found.find(([name]) => FORWARD.has(name))?.[0];
  const acts = found.map(([name, form]) => ({ name, ...form, main: name === main }));
  return [...acts.filter((act) => act.main), ...acts.filter((act) => !act.main)];
}

/** The act that a letter means among those that are lawful. */
export function actOfKey(lawful: readonly string[], key: string): string | null {
  return offered(lawful).find((act) => act.key === key)?.name ?? null;
}
