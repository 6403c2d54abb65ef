// A picture that may stand in a report: map, title, legend, scale, north, sources, versions and when it was made.
import { edgeOf } from '../api/figures';
import { lastDay } from '../format/period';
import { thousands } from '../format/numbers';
import { readStamp } from '../format/time';
import { withResolution } from '../format/png-resolution';
import { fill, pick, words } from '../i18n';
import { aw } from '../i18n/analysis';
import { conditionTexts } from '../state/analysis/conditions';
import { choice } from '../state/analysis/choice';
import { sheet as figures } from '../state/analysis/figures';
import { legends, scale, shownRange } from '../state/analysis/legends';
import { handles } from '../state/analysis/maps';
import { requests, type SideName } from '../state/analysis/requests';
import { serverNow } from '../state/clock';
import { district } from '../state/district';
import { mapState } from '../state/map';
import { drawLabel, drawMark, drawNorth, drawScaleBar, frameMap, type Frame } from './furniture';
import { drawLegend } from './legend';
import { DPI, newSheet, pen, RATIO, SHEET, SOFT, write } from './page';

const LEGEND_WIDTH = 218;
const HEAD = 58;

/** Now, by the clock on the district's walls. */
function stamp(): string {
  const offset_min = readStamp(legends.a?.period?.from ?? figures.value?.series.periods[0]?.from)?.offset_min ?? 0;
  const sign = offset_min < 0 ? '-' : '+';
  const zone = `${sign}${String(Math.floor(Math.abs(offset_min) / 60)).padStart(2, '0')}:${String(Math.abs(offset_min) % 60).padStart(2, '0')}`;
  return `${new Date(serverNow() + offset_min * 60_000).toISOString().slice(0, 16).replace('T', ' ')} (UTC${zone})`;
}
const measureTitle = (): string => (legends.a ? pick(legends.a.title) : aw.value.show[choice.show]);

function periodOf(side: SideName): string {
  const counted = shownRange(side);
  return counted ? fill(aw.value.period.text, { from: counted.from, to: lastDay(counted) }) : '';
}

async function drawSide(draw: CanvasRenderingContext2D, side: SideName, frame: Frame): Promise<void> {
  const handle = handles[side];
  const picture = await handle?.picture(Math.round(frame.width), Math.round(frame.height), RATIO);
  if (!handle || !picture) throw new Error(words.value.map.noWebgl);
  frameMap(draw, picture, frame);
  const { width, height } = handle.size();
  drawScaleBar(draw, frame, handle.centre()[1], handle.zoom() + Math.log2(Math.min(frame.width / width, frame.height / height)));
  drawNorth(draw, frame, aw.value.export.north);
  if (legends[side]?.synthetic !== false) drawMark(draw, frame, aw.value.synthetic);
  if (choice.compare !== 'none') drawLabel(draw, frame, `${aw.value.compare[side]}  ${choice.compare === 'plan' ? fill(aw.value.legend.plan, { n: requests[side].value?.plan ?? '' }) : periodOf(side)}`);
}

function drawHead(draw: CanvasRenderingContext2D): void {
  const x = SHEET.margin;
  pen(draw, 21, { weight: 700 });
  draw.fillText(fill(aw.value.export.title, { district: district.value ? pick(district.value.name) : '', measure: measureTitle() }), x, SHEET.margin + 18);
  pen(draw, 12.5, { colour: SOFT });
  const period = choice.compare === 'period' ? `${periodOf('a')} / ${periodOf('b')}` : periodOf('a');
  draw.fillText([period, ...conditionTexts()].join(' · '), x, SHEET.margin + 40);
}

function drawColumn(draw: CanvasRenderingContext2D, x: number): void {
  const own = legends.a;
  const shared = scale.value ?? own;
  let y = SHEET.margin + HEAD + 14;
  if (own && shared) y = drawLegend(draw, shared, own, x, y, LEGEND_WIDTH) + 12;
  const { export: w, legend: l } = aw.value;
  const cases = own?.cases ?? figures.value?.cases ?? null;
  const lines = [
    cases === null ? '' : `n = ${thousands(cases)} ${l.cases}`,
    own?.plan === undefined ? '' : fill(l.plan, { n: own.plan }) + (own.plan_version ? ` (${own.plan_version.slice(0, 12)})` : ''),
    own?.events === undefined ? '' : fill(l.events, { n: thousands(own.events) }),
    own?.resolution === undefined ? '' : fill(l.resolution, { n: own.resolution }),
    own?.bandwidth_m === undefined ? '' : `${fill(l.bandwidth, { n: own.bandwidth_m })} · ${edgeOf(own) === 'corrected' ? l.edgeOn : l.edgeOff}`,
    mapState.attribution ? fill(w.basemap, { source: mapState.attribution }) : '',
    fill(w.generated, { time: stamp() }),
    own?.synthetic === false ? '' : w.synthetic,
  ];
  pen(draw, 11);
  for (const line of lines) if (line !== '') y = write(draw, line, x, y, LEGEND_WIDTH, 15) + 2;
}

/** A PNG of a sheet of A4 across at 200 dots an inch. */
export async function composePicture(): Promise<Blob> {
  await document.fonts.ready;
  const { canvas, draw } = newSheet();
  const sides: SideName[] = choice.compare === 'none' ? ['a'] : ['a', 'b'];
  const width = SHEET.width - SHEET.margin * 2 - LEGEND_WIDTH - 18;
  const top = SHEET.margin + HEAD;
  const each = (width - (sides.length - 1) * 10) / sides.length;
  for (const [at, side] of sides.entries()) await drawSide(draw, side, { x: SHEET.margin + at * (each + 10), y: top, width: each, height: SHEET.height - SHEET.margin - top });
  drawHead(draw);
  drawColumn(draw, SHEET.margin + width + 18);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(words.value.map.noWebgl);
  return new Blob([withResolution(new Uint8Array(await blob.arrayBuffer()), DPI)], { type: 'image/png' });
}
