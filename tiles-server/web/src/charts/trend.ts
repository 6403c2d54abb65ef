// The trend chart, from the pieces of ECharts that it needs. Drawn on canvas, tooltips as text on it: the page's policy
// allows no inline styles.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Series } from '../api/figures';
import { thousands } from '../format/numbers';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export interface TrendWords {
  now: string;
  before: string;
  overdue: string;
  withheld: string;
  cases: string;
}
export interface Chart {
  show(now: Series, before: Series | null, words: TrendWords): void;
  resize(): void;
  dispose(): void;
}

const INK = '#4c5866';
const RULE = '#dde2e6';
const ACCENT = '#14466b';
const OTHER = '#a8690a';
const LATE = '#8c1c17';
/** A fine pattern sets late cases apart without the colour. */
const DECAL = { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 2], rotation: Math.PI / 4, color: 'rgba(255,255,255,0.55)' } as const;

interface Pointed {
  dataIndex: number;
  seriesName: string;
  value: number | null;
  marker: string;
}

export function trendChart(box: HTMLElement): Chart {
  const chart = init(box, null, { renderer: 'canvas' });
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  return {
    show(now, before, words) {
      const text = { color: INK, fontFamily: getComputedStyle(box).fontFamily, fontSize: 11 };
      const short = (from: string): string => (now.step === 'month' ? from.slice(2, 7) : from.slice(5, 10));
      const lines = (points: Pointed[]): string => {
        const at = points[0]?.dataIndex ?? 0;
        const rows = points.map((point) => `${point.seriesName}  ${point.value === null ? words.withheld : thousands(point.value)}`);
        return [now.periods[at]?.from.slice(0, 10) ?? '', ...rows].join('\n');
      };
      chart.setOption({
        animation: !still, animationDuration: 250, textStyle: text,
        grid: { left: 4, right: 8, top: 26, bottom: 2, containLabel: true },
        legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 8, itemGap: 12, textStyle: text, selectedMode: false },
        tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: '#ffffff', borderColor: RULE, textStyle: { ...text, color: '#1d2733', fontSize: 12 }, formatter: (points: unknown) => lines(points as Pointed[]) },
        xAxis: { type: 'category', data: now.periods.map((period) => short(period.from)), axisTick: { show: false }, axisLine: { lineStyle: { color: '#8b96a2' } }, axisLabel: { ...text, hideOverlap: true } },
        yAxis: { type: 'value', minInterval: 1, splitNumber: 3, splitLine: { lineStyle: { color: RULE } }, axisLabel: text },
        series: [
          { name: words.now, type: 'bar', data: now.periods.map((period) => period.cases), itemStyle: { color: ACCENT }, barCategoryGap: '18%', barGap: '-100%', emphasis: { disabled: true } },
          { name: words.overdue, type: 'bar', data: now.periods.map((period) => period.overdue), itemStyle: { color: LATE, decal: DECAL }, barCategoryGap: '18%', emphasis: { disabled: true } },
          ...(before ? [{ name: words.before, type: 'line', data: now.periods.map((_, at) => before.periods[at]?.cases ?? null), symbol: 'none', lineStyle: { color: OTHER, width: 1.6, type: 'dashed' }, itemStyle: { color: OTHER } }] : []),
        ],
      }, { notMerge: true });
    },
    resize: () => chart.resize(),
    dispose: () => chart.dispose(),
  };
}
