// Words of the desk that depend on the language and on the district's lists.
import type { UnitRef } from '../api/dispatch-types';
import { pick, words } from '../i18n';
import { settings, unitByCode } from '../state/catalog';
import { leftText, leftUntil, shortTime } from './time';

const known = (table: Record<string, string>, word: string | null | undefined): string => (word ? (table[word] ?? word) : '');

export const stageWord = (stage: string): string => known(words.value.dispatch.stages, stage);
export const actWord = (act: string): string => known(words.value.dispatch.acts, act);
export const levelWord = (level: string): string => known(words.value.dispatch.levels, level);
export const kindWord = (kind: string | null | undefined): string => known(words.value.dispatch.kinds, kind);
export const unitKindWord = (kind: string | null | undefined): string => known(words.value.dispatch.unitKinds, kind);
export const roleWord = (role: string): string => known(words.value.dispatch.roles, role);
export const dueStageWord = (name: string): string => known(words.value.dispatch.dueStages, name);
export const queueWord = (queue: string): string => known(words.value.dispatch.queues as unknown as Record<string, string>, queue);

/** A unit's name, whether it came whole or as a code. */
export function unitName(unit: UnitRef | string | null | undefined): string {
  if (!unit) return '';
  if (typeof unit !== 'string') return pick(unit.name) || unit.code;
  return pick(unitByCode.value.get(unit)?.name) || unit;
}

export function reasonWord(act: string, name: string): string {
  return pick(settings.value.reasons[act]?.find((reason) => reason.name === name)?.title) || name;
}

export function gradeWord(grade: string | number | null | undefined): string {
  if (grade === null || grade === undefined) return '';
  const found = typeof grade === 'number' ? settings.value.grades[grade] : settings.value.grades.find((known) => known.name === grade);
  return pick(found?.title) || String(grade);
}

export const when = (text: string | null | undefined, now_ms: number): string => shortTime(text, now_ms, words.value.dispatch.days);
export const span = (from_ms: number, to_ms: number): string => leftText(leftUntil(to_ms, from_ms), words.value.dispatch.units);

/** "剩 1 小时 20 分" or "超时 2 天". */
export function leftWords(due_ms: number, now_ms: number, fill: (pattern: string, values: Record<string, string>) => string): string {
  const left = leftUntil(due_ms, now_ms);
  return fill(left.late ? words.value.dispatch.late : words.value.dispatch.left, { time: leftText(left, words.value.dispatch.units) });
}
