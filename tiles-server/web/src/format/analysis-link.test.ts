import { describe, expect, it } from 'vitest';
import { emptyAnalysis, readAnalysis, writeAnalysis, type AnalysisView } from './analysis-link';

const query = (view: AnalysisView): URLSearchParams => new URLSearchParams(writeAnalysis(view).map(([key, value]) => `${key}=${value}`).join('&'));

describe('the link of an analysis', () => {
  it('of an untouched page says nothing', () => {
    expect(writeAnalysis(emptyAnalysis())).toEqual([]);
    expect(readAnalysis(new URLSearchParams())).toEqual(emptyAnalysis());
  });

  it('restores the whole view', () => {
    const view: AnalysisView = {
      show: 'h3', layer: 'unit-grid', measure: 'z-score', resolution: 9, bandwidth_m: 500, edge: true, least: 50, period: { from: '2012-03-01', to: '2012-04-01' },
      where: { class: 'E01', source: 'grid-centre', unit: 'W101003', status: 'open', kind: 'service', level: 'town', grade: 'hard', hazard: 'true' },
      compare: 'period', look: 'swipe', other: { from: '2011-03-01', to: '2011-04-01' }, otherPlan: 3, cell: { layer: 'unit-grid', code: '310112101003007' }, area: [[121.3, 31.1], [121.4, 31.1], [121.35, 31.2]],
    };
    expect(readAnalysis(query(view))).toEqual(view);
    expect(query(view).get('period')).toBe('2012-03-01..2012-03-31');
  });

  it.each(['show=lava&measure=guess&res=42&bw=1&period=2012-13-01..2012-01-01&vs=all&cell=a&area=1,2;3', 'area=1,2;3,4;500,6&cell=:x&layer=<b>&class=%3Cscript%3E', 'period=2012-05-01..2012-04-01&otherplan=-2&look=both&least=0'])('that is mangled (%s) still opens the page', (text) => {
    expect(readAnalysis(new URLSearchParams(text))).toEqual(emptyAnalysis());
  });
});
