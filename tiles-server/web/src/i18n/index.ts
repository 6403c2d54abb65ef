import { computed, ref } from 'vue';
import type { Bilingual, Status } from '../api/types';
import type { Language } from '../format/permalink';
import { en } from './en';
import { zhCN } from './zh-CN';

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };
export type Dictionary = Shape<typeof zhCN>;

export const language = ref<Language>('zh-CN');

/** The words of the current language; use as `t.answer.place` in scripts via `words.value`, in templates as `words`. */
export const words = computed<Dictionary>(() => (language.value === 'en' ? en : zhCN));

/** Fills `{name}` places. A missing value leaves the place visible, so that it is noticed. */
export function fill(pattern: string, values: Record<string, string | number>): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

/** The side of a two-language text that fits; plain strings and gaps pass through. */
export function pick(text: Bilingual | string | null | undefined): string {
  if (!text) return '';
  if (typeof text === 'string') return text;
  return language.value === 'en' ? text.en || text.zh : text.zh || text.en;
}

/** A cell's name from a tile's attributes, in the page's language where it has one. */
export function cellName(attributes: Record<string, unknown> | undefined): string {
  const text = (key: string): string => (typeof attributes?.[key] === 'string' ? attributes[key] : '');
  return (language.value === 'en' && text('name_en')) || text('name');
}

/** The status in words; a status that this page does not know is shown as it came. */
export function statusWord(status: Status | string): string {
  const known: Record<string, string> = words.value.status;
  return known[status] ?? status;
}
