import { describe, expect, it } from 'vitest';
import { readPlace } from './place-text';

const BOUNDS = [121.2, 30.9, 121.6, 31.3] as const;

describe('the place field', () => {
  it.each([
    ['121.38,31.11', { kind: 'pair', at: { lon: 121.38, lat: 31.11 }, datum: 'bd09', named: false }],
    ['GCJ-02 121.38 31.11', { kind: 'pair', at: { lon: 121.38, lat: 31.11 }, datum: 'gcj02', named: true }],
    ['百度坐标 121.38，31.11', { kind: 'pair', at: { lon: 121.38, lat: 31.11 }, datum: 'bd09', named: true }],
    ['wgs84: 31.11N 121.38E', { kind: 'pair', at: { lon: 121.38, lat: 31.11 }, datum: 'wgs84', named: true }],
    ['31.11,121.38', { kind: 'swapped', at: { lon: 121.38, lat: 31.11 }, datum: 'bd09' }],
    ['221.38,31.11', { kind: 'range', field: 'lon', value: 221.38 }],
    ['3101120101000017', { kind: 'component', code: '3101120101000017' }],
    ['jg-000123', { kind: 'component', code: 'JG-000123' }],
    ['永盛路与竹泉路路口', { kind: 'address', text: '永盛路与竹泉路路口' }],
    ['百度大厦', { kind: 'address', text: '百度大厦' }],
    ['  ', { kind: 'empty' }],
  ])('reads "%s"', (text, reading) => {
    expect(readPlace(text, 'bd09', BOUNDS)).toEqual(reading);
  });
});
