import { describe, expect, it } from 'vitest';
import type { ClassNode } from '../api/dispatch-types';
import { findNodes, openedTo, treeOf, visibleRows } from './class-tree';

const node = (code: string, parent: string | null, zh: string, en: string): ClassNode => ({ code, parent, name: { zh, en } });
const NODES = [node('E', null, '事件', 'Events'), node('E01', 'E', '市容环境', 'Appearance'), node('E0110', 'E01', '暴露生活垃圾', 'Exposed household waste'), node('E0112', 'E01', '道路不洁', 'Dirty road'), node('C', null, '部件', 'Components'), node('C01', 'C', '公用设施', 'Public utilities')];
const tree = treeOf(NODES);
const shown = (opened: Set<string>, hits: Set<string> | null = null): string[] => visibleRows(tree, opened, hits).map((row) => `${row.depth}${row.node.code}`);

describe('the tree of classes', () => {
  it('begins with its roots and shows what is opened', () => {
    expect(shown(new Set())).toEqual(['0E', '0C']);
    expect(shown(new Set(['E', 'E01']))).toEqual(['0E', '1E01', '2E0110', '2E0112', '0C']);
  });

  it.each([['blsh', 'E0110'], ['e0112', 'E0112'], ['垃圾', 'E0110'], ['dirty', 'E0112'], ['gyss', 'C01']])('finds by %s', (typed, code) => {
    expect(findNodes(NODES, typed).values().next().value).toBe(code);
  });

  it('shows what was found with what stands above it, and nothing else', () => {
    const hits = findNodes(NODES, 'blsh');
    expect(shown(openedTo(tree, hits), hits)).toEqual(['0E', '1E01', '2E0110']);
  });

  it('holds a node whose parent is not told', () => {
    expect(treeOf([node('X1', 'X', '某类', 'Some')]).roots).toHaveLength(1);
  });
});
