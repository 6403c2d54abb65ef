// The classes as a tree of rows: what is open, what a search found, what then has to be seen.
import type { ClassNode } from '../api/dispatch-types';
import { matchInitials } from './pinyin';

export interface TreeRow {
  node: ClassNode;
  depth: number;
  children: boolean;
  open: boolean;
}

export interface Tree {
  roots: readonly ClassNode[];
  below: ReadonlyMap<string, readonly ClassNode[]>;
  above: ReadonlyMap<string, string>;
}

export function treeOf(nodes: readonly ClassNode[]): Tree {
  const known = new Set(nodes.map((node) => node.code));
  const below = new Map<string, ClassNode[]>();
  const above = new Map<string, string>();
  const roots: ClassNode[] = [];
  for (const node of nodes) {
    if (node.parent === null || !known.has(node.parent)) roots.push(node);
    else {
      above.set(node.code, node.parent);
      below.set(node.parent, [...(below.get(node.parent) ?? []), node]);
    }
  }
  return { roots, below, above };
}

/** How well a class fits what was typed; lower is better, null not at all. */
function rank({ code, name }: ClassNode, typed: string): number | null {
  if (code.toLowerCase() === typed) return 0;
  const at = name.zh.toLowerCase().indexOf(typed);
  if (at >= 0) return at === 0 ? 1 : 3;
  if (code.toLowerCase().startsWith(typed)) return 2;
  const initials = /^[a-z0-9]+$/.test(typed) ? matchInitials(name.zh, typed) : null;
  if (initials) return initials[0] === 0 ? 2 : 4;
  return name.en.toLowerCase().includes(typed) ? 5 : null;
}

/** Codes of the classes that fit, the best first. */
export function findNodes(nodes: readonly ClassNode[], text: string, most = 40): Set<string> {
  const typed = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const hits = nodes.flatMap((node) => {
    const found = rank(node, typed);
    return found === null ? [] : [{ code: node.code, found }];
  });
  return new Set(hits.sort((a, b) => a.found - b.found || a.code.length - b.code.length || (a.code < b.code ? -1 : 1)).slice(0, most).map((hit) => hit.code));
}

/** The nodes that have to be open for some to be seen. */
export function openedTo(tree: Tree, codes: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const code of codes) for (let at = tree.above.get(code); at !== undefined && !found.has(at); at = tree.above.get(at)) found.add(at);
  return found;
}

/** Rows from top to bottom. With hits, only they and what stands above them. */
export function visibleRows(tree: Tree, opened: ReadonlySet<string>, hits: ReadonlySet<string> | null): TreeRow[] {
  const rows: TreeRow[] = [];
  const walk = (nodes: readonly ClassNode[], depth: number): void => {
    for (const node of nodes) {
      if (hits && !hits.has(node.code) && !opened.has(node.code)) continue;
      const children = tree.below.get(node.code) ?? [];
      const open = children.length > 0 && opened.has(node.code);
      rows.push({ node, depth, children: children.length > 0, open });
      if (open) walk(children, depth + 1);
    }
  };
  walk(tree.roots, 0);
  return rows;
}
