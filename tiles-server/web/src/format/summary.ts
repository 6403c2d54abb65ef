// An answer as lines of text: for the clipboard, for the screen reader, for the printed page.
import type { Answer, LayerInfo } from '../api/types';
import { fill, pick, statusWord, words } from '../i18n';
import { degrees, metres, percent } from './numbers';

export const layerTitle = (layers: readonly LayerInfo[], name: string): string => pick(layers.find((layer) => layer.name === name)?.title) || name;

/** A confidence is a share of 1, or a word. */
export function confidenceText(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return percent(value);
  const known: Record<string, string> = words.value.confidence;
  return known[value] ?? value;
}

/** The layers of an answer in the district's order, unknown ones last. */
export function orderedAnswers(answer: Answer, layers: readonly LayerInfo[]): string[] {
  const known = layers.map((layer) => layer.name).filter((name) => name in answer.layers);
  return [...known, ...Object.keys(answer.layers).filter((name) => !known.includes(name)).sort()];
}

export function oneLine(answer: Answer, layers: readonly LayerInfo[]): string {
  const certain = answer.certain;
  if (!certain) return isOutside(answer) ? words.value.answer.outsideHeading : words.value.answer.certainNone;
  const name = answer.layers[certain.layer]?.name ?? '';
  return `${words.value.answer.certain} ${layerTitle(layers, certain.layer)} ${name} ${certain.code}`;
}

export const isOutside = (answer: Answer): boolean => Object.values(answer.layers).every((found) => found.code === null);

export function asText(answer: Answer, layers: readonly LayerInfo[], accuracy_m: number, link: string): string {
  const w = words.value.answer;
  const colon = w.place === '位置' ? '：' : ': ';
  const lines: string[] = [];
  if (answer.place) lines.push(`${w.place}${colon}${degrees(answer.place.lon)},${degrees(answer.place.lat)} (${w.placeWgs})`);
  if (accuracy_m > 0) lines.push(`${w.accuracy}${colon}${accuracy_m} m`);
  lines.push(`${w.plan}${colon}${fill(w.planValue, { n: answer.plan.number, from: answer.plan.valid_from.slice(0, 10) })}`);
  for (const name of orderedAnswers(answer, layers)) {
    const found = answer.layers[name]!;
    const parts = [found.code ?? w.noCell, found.name ?? '', statusWord(found.status)];
    if (found.border_m !== null) parts.push(`${w.border} ${metres(found.border_m)}`);
    if (found.rival) parts.push(`${w.rival} ${found.rival}`);
    lines.push(`${layerTitle(layers, name)}${colon}${parts.filter((part) => part !== '').join(' · ')}`);
  }
  lines.push(oneLine(answer, layers), link);
  return lines.join('\n');
}
