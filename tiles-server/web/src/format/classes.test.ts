import { describe, expect, it } from 'vitest';
import type { ClassNode } from '../api/dispatch-types';
import { findClasses, indexClasses, limitsOf, limitText } from './classes';

const node = (code: string, parent: string | null, zh: string, en: string): ClassNode => ({ code, parent, name: { zh, en } });
const index = indexClasses([
  node('E', null, '事件', 'Events'), node('E01', 'E', '市容环境', 'Appearance'), node('E0110', 'E01', '暴露生活垃圾', 'Exposed waste'),
  node('E0112', 'E01', '道路不洁', 'Dirty road'), node('E0113', 'E01', '道路破损', 'Road damage'), node('E0129', 'E01', '露天烧烤', 'Open-air barbecue'),
  node('C', null, '部件', 'Components'), node('C0101', 'C', '上水井盖', 'Water manhole cover'),
]);
const codes = (text: string, recent?: string[]): string[] => findClasses(index, text, recent).map((hit) => hit.node.code);

describe('the class picker', () => {
  it('finds by initials, code, number, name and English', () => {
    expect(codes('blsh')[0]).toBe('E0110');
    expect(codes('lj')).toEqual(['E0110']);
    expect(codes('e0113')).toEqual(['E0113']);
    expect(codes('0101')).toEqual(['C0101']);
    expect(codes('垃圾')).toEqual(['E0110']);
    expect(codes('manhole')).toEqual(['C0101']);
    expect(codes('zzzz')).toEqual([]);
  });

  it('offers classes without children only', () => {
    expect(codes('市容')).toEqual([]);
    expect(codes('')).not.toContain('E01');
  });

  it('puts what was used lately first among equals, and alone before anything is typed', () => {
    expect(codes('dl')).toEqual(['E0112', 'E0113']);
    expect(codes('dl', ['E0113'])).toEqual(['E0113', 'E0112']);
    expect(codes('', ['C0101'])).toEqual(['C0101']);
  });
});

describe('a limit', () => {
  it('is said in words, or as it came', () => {
    expect(limitText('2uh', { uh: '紧急工作时' })).toBe('2 紧急工作时');
    expect(limitText('soon', {})).toBe('soon');
  });

  it('of several stages keeps their names', () => {
    expect(limitsOf(['stop=2uh', '5wd', { name: 'x', limit: '1nd' }])).toEqual([{ name: 'stop', limit: '2uh' }, { name: '', limit: '5wd' }, { name: 'x', limit: '1nd' }]);
  });
});
