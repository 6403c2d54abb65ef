// Finding a class by initials, code or name, and saying its limits in words.
import type { ClassNode, Limit } from '../api/dispatch-types';
import { matchInitials } from './pinyin';

export interface ClassHit {
  node: ClassNode;
  /** The major class above it. */
  above: ClassNode | null;
  /** The part of the Chinese name that was meant, for marking. */
  part: [number, number] | null;
  rank: number;
}

export interface ClassIndex {
  leaves: readonly ClassNode[];
  byCode: ReadonlyMap<string, ClassNode>;
}

/** Cases have classes without children only. */
export function indexClasses(nodes: readonly ClassNode[]): ClassIndex {
  const parents = new Set(nodes.map((node) => node.parent).filter((code) => code !== null));
  return { leaves: nodes.filter((node) => !parents.has(node.code)), byCode: new Map(nodes.map((node) => [node.code, node])) };
}

/** Ranks a class for what was typed: 0 is best; null does not match. */
function rankOf(node: ClassNode, typed: string): { rank: number; part: [number, number] | null } | null {
  const code = node.code.toLowerCase();
  if (code === typed) return { rank: 0, part: null };
  const at = node.name.zh.toLowerCase().indexOf(typed);
  if (at >= 0) return { rank: at === 0 ? 1 : 3, part: [at, at + typed.length] };
  if (code.startsWith(typed) || code.slice(1).startsWith(typed)) return { rank: 2, part: null };
  const part = /^[a-z0-9]+$/.test(typed) ? matchInitials(node.name.zh, typed) : null;
  if (part) return { rank: part[0] === 0 ? (part[1] === node.name.zh.length ? 1 : 2) : 4, part };
  const english = node.name.en.toLowerCase();
  if (english.startsWith(typed)) return { rank: 2, part: null };
  if (english.includes(typed) && typed.length > 1) return { rank: 5, part: null };
  return null;
}

/** The best classes for what was typed; `recent` codes go first among equals, and alone when nothing was typed. */
export function findClasses(index: ClassIndex, text: string, recent: readonly string[] = [], most = 8): ClassHit[] {
  const typed = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const age = (code: string): number => (recent.includes(code) ? recent.indexOf(code) : recent.length);
  const hits: ClassHit[] = [];
  for (const node of index.leaves) {
    const found = typed === '' ? (recent.length === 0 || recent.includes(node.code) ? { rank: 0, part: null } : null) : rankOf(node, typed);
    if (found) hits.push({ node, above: index.byCode.get(node.parent ?? '') ?? null, ...found });
  }
  return hits.sort((a, b) => a.rank - b.rank || age(a.node.code) - age(b.node.code) || (a.node.code < b.node.code ? -1 : 1)).slice(0, most);
}

const LIMIT = /^(\d+)(wd|wh|wm|ud|uh|um|nd)$/;

/** One limit in words: `2uh` is "2 紧急工作时". What is not understood is shown as it came. */
export function limitText(limit: string, units: Record<string, string>): string {
  const found = LIMIT.exec(limit);
  const unit = found ? units[found[2]!] : undefined;
  return found && unit ? `${found[1]} ${unit}` : limit;
}

/** The stages of a limit, the last of which counts. */
export function limitsOf(limits: readonly (Limit | string)[] | undefined): Limit[] {
  return (limits ?? []).map((limit) => (typeof limit === 'string' ? { name: limit.includes('=') ? limit.split('=')[0]! : '', limit: limit.split('=').at(-1)! } : limit));
}
