import { describe, expect, it } from 'vitest';
import { emptyAnalysis } from './analysis-link';
import { emptyState, readPermalink, writePermalink, type PageState } from './permalink';

describe('a permalink', () => {
  it('restores place, datum, radius, plan, date, layers, camera and language', () => {
    const state: PageState = {
      page: 'locate', at: { lon: 121.3812345, lat: 31.1154321 }, datum: 'gcj02', accuracy_m: 80, plan: 2, asOf: '2026-03-01',
      layers: ['town', 'unit'], hover: 'unit', gaps: 'folder', camera: { zoom: 13.25, lat: 31.11, lon: 121.38 }, queue: 'due-soon', caseId: 'A/1&x=2', analysis: null, language: 'en',
    };
    expect(readPermalink(writePermalink(state))).toEqual(state);
  });

  it('of an untouched page is short and restores the defaults', () => {
    expect(writePermalink(emptyState())).toBe('#/locate');
    expect(readPermalink('')).toEqual(emptyState());
  });

  it('keeps "no layer at all" apart from "not said"', () => {
    expect(readPermalink(writePermalink({ ...emptyState(), layers: [] })).layers).toEqual([]);
    expect(readPermalink('#/locate').layers).toBeNull();
  });

  it.each(['#/locate?at=abc&r=x&map=1/2&plan=-3&lang=fr&datum=mars&asof=2026-02-30', '#/locate?at=200,95&map=99/0/0&plan=1.5', '#?at=,'])('that is mangled (%s) still opens the page', (hash) => {
    expect(readPermalink(hash)).toEqual(emptyState());
  });

  it('holds an analysis on its own page only', () => {
    const analysis = { ...emptyAnalysis(), show: 'density' as const, bandwidth_m: 500 };
    const link = writePermalink({ ...emptyState(), page: 'analysis', analysis });
    expect(link).toBe('#/analysis?show=density&bw=500');
    expect(readPermalink(link).analysis).toEqual(analysis);
    expect(readPermalink(link.replace('analysis', 'locate')).analysis).toBeNull();
  });

  it('limits the radius', () => {
    expect(readPermalink('#/locate?r=9999').accuracy_m).toBe(200);
    expect(readPermalink('#/locate?r=-5').accuracy_m).toBe(0);
  });

  it('drops layer names that are not names', () => {
    expect(readPermalink('#/locate?on=town,<b>,unit').layers).toEqual(['town', 'unit']);
  });
});
