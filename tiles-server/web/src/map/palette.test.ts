import { describe, expect, it } from 'vitest';
import type { LayerInfo } from '../api/types';
import { fromZoom, levelOf, lookOf, PAPER } from './palette';

const layer = (name: string, order: number, role?: string): LayerInfo =>
  ({ name, title: { zh: name, en: name }, role, minzoom: 4, maxzoom: 18, synthetic: false, order });
const luminance = (hex: string): number => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

describe('levels', () => {
  it('follow the role, whatever the order and the name', () => {
    const layers = [layer('a', 0, 'unit-grid'), layer('b', 1, 'town')];
    expect([levelOf(layers, 'a'), levelOf(layers, 'b')]).toEqual([4, 1]);
  });

  it('without a role follow the order', () => {
    const layers = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, order) => layer(name, order));
    expect(layers.map(({ name }) => levelOf(layers, name))).toEqual([0, 1, 2, 3, 4, 4]);
    expect(levelOf(layers, 'unknown')).toBe(4);
  });

  it('keep unit grids away from small scales', () => {
    expect(fromZoom(layer('unit', 4, 'unit-grid'), 4)).toBe(13);
    expect(fromZoom({ ...layer('unit', 4), minzoom: 15 }, 4)).toBe(15);
  });

  it('stand out from the paper by 4.5 to 1 and differ in width', () => {
    for (const level of [0, 1, 2, 3, 4]) expect((luminance(PAPER) + 0.05) / (luminance(lookOf(level).colour) + 0.05)).toBeGreaterThan(4.5);
    expect(new Set([0, 1, 2, 3, 4].map((level) => lookOf(level).width_px)).size).toBe(5);
  });
});
