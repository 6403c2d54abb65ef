// The conditions that are set, in words.
import { CONDITIONS, type Condition } from '../../format/analysis-link';
import { gradeWord, kindWord, stageWord, unitName } from '../../format/desk-words';
import { pick } from '../../i18n';
import { aw } from '../../i18n/analysis';
import { classIndex, sources } from '../catalog';
import { choice } from './choice';

export function conditionText(name: Condition): string {
  const value = choice.where[name];
  const words: Record<Condition, () => string> = {
    class: () => pick(classIndex.value.byCode.get(value)?.name) || value,
    source: () => pick(sources.value.find((source) => source.code === value)?.name) || value,
    unit: () => unitName(value),
    status: () => (value === 'open' ? aw.value.where.open : value.split(',').map(stageWord).join('、')),
    kind: () => kindWord(value),
    level: () => (aw.value.where.levels as Record<string, string>)[value] ?? value,
    grade: () => gradeWord(value),
    hazard: () => aw.value.where.hazard,
  };
  return words[name]();
}

export const setConditions = (): Condition[] => CONDITIONS.filter((name) => choice.where[name] !== '');
export const conditionTexts = (): string[] => setConditions().map(conditionText);
