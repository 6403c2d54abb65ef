import { describe, expect, it } from 'vitest';
import { boxOf, boxRing, polygonOf, readBox, simplified, tilesOf } from './geometry';

describe('a drawn line', () => {
  it('loses what is closer than the tolerance and keeps its ends and corners', () => {
    const line: [number, number][] = [[0, 0], [1, 0.1], [2, -0.1], [3, 0], [3, 1], [3.05, 2], [3, 3]];
    expect(simplified(line, 0.2)).toEqual([[0, 0], [3, 0], [3, 3]]);
    expect(simplified(line, 0)).toHaveLength(7);
  });
});

describe('a typed box', () => {
  it('is read with any commas', () => {
    expect(readBox('121.3，31.1, 121.4 31.2')).toEqual([121.3, 31.1, 121.4, 31.2]);
  });
  it.each(['', '1,2,3', '121.4,31.1,121.3,31.2', '1,2,3,x', '0,0,200,1'])('%s is none', (text) => {
    expect(readBox(text)).toBeNull();
  });
});

describe('a polygon', () => {
  it('is closed and turns left, however it was drawn', () => {
    const [ring] = polygonOf([[0, 0], [0, 1], [1, 1], [1, 0]]).coordinates;
    expect(ring![0]).toEqual(ring!.at(-1));
    const twice = ring!.slice(1).reduce((sum, [x = 0, y = 0], at) => sum + ring![at]![0]! * y - x * ring![at]![1]!, 0);
    expect(twice).toBeGreaterThan(0);
  });
});

describe('tiles', () => {
  it('of a box are those that it touches', () => {
    expect(tilesOf([121.3, 31.1, 121.3001, 31.1001], 12)).toEqual([{ z: 12, x: 3428, y: 1675 }]);
    expect(tilesOf([-180, -85, 180, 85], 1)).toHaveLength(4);
    expect(tilesOf([-180, -85, 180, 85], 8)).toBeNull();
  });
  it('cover the box of a ring', () => {
    expect(boxOf(boxRing([1, 2, 3, 4]))).toEqual([1, 2, 3, 4]);
    expect(boxOf([])).toBeNull();
  });
});
