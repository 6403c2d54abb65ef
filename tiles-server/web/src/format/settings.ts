// The parts of the district's settings that forms offer. What is missing is offered as free text.
import type { Bilingual } from '../api/types';

export interface Choice {
  name: string;
  title: Bilingual;
}

export interface Settings {
  grades: Choice[];
  /** By act: `not-file return rework extend suspend void appeal`. */
  reasons: Record<string, Choice[]>;
  rewards: (Choice & { fen: number })[];
  rewardMostFen: number | null;
}

const NAMES: Record<string, string> = { not_file: 'not-file', give_back: 'return' };

function choices(value: unknown): Choice[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown): Choice[] => {
    if (typeof item === 'string') return [{ name: item, title: { zh: item, en: item } }];
    const { name, title } = (item ?? {}) as Partial<Choice>;
    return typeof name === 'string' ? [{ ...(item as Choice), name, title: title ?? { zh: name, en: name } }] : [];
  });
}

export function readSettings(value: Record<string, unknown>): Settings {
  const reasons: Record<string, Choice[]> = {};
  for (const [name, list] of Object.entries((value.reasons ?? {}) as Record<string, unknown>)) reasons[NAMES[name] ?? name] = choices(list);
  const reward = (value.reward ?? {}) as { steps?: unknown; most_fen?: unknown };
  const rewards = choices(reward.steps).filter((step): step is Choice & { fen: number } => typeof (step as { fen?: unknown }).fen === 'number');
  return { grades: choices(value.grades), reasons, rewards, rewardMostFen: typeof reward.most_fen === 'number' ? reward.most_fen : null };
}
