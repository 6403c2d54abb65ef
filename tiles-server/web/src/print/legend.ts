// The legend on paper: the same classes, colours and words as on the screen.
import type { Legend } from '../api/figures';
import { flowWidthPx, rangeText } from '../format/figures';
import { thousands } from '../format/numbers';
import { fill, pick } from '../i18n';
import { aw } from '../i18n/analysis';
import { flowText, least } from '../state/analysis/flow';
import { INK, pen, SOFT, write } from './page';

const LINE = 15;

function hatch(draw: CanvasRenderingContext2D, x: number, y: number): void {
  draw.save();
  draw.beginPath();
  draw.rect(x, y, 24, 11);
  draw.fillStyle = '#e7eaec';
  draw.fill();
  draw.clip();
  draw.strokeStyle = SOFT;
  draw.lineWidth = 1.4;
  for (let k = -12; k < 26; k += 6) {
    draw.beginPath();
    draw.moveTo(x + k, y + 11);
    draw.lineTo(x + k + 11, y);
    draw.stroke();
  }
  draw.restore();
}

function dots(draw: CanvasRenderingContext2D, x: number, y: number): void {
  draw.fillStyle = '#eff1f2';
  draw.fillRect(x, y, 24, 11);
  draw.fillStyle = SOFT;
  for (const [dx, dy] of [[4, 3.5], [12, 7.5], [20, 3.5]] as const) {
    draw.beginPath();
    draw.arc(x + dx, y + dy, 1.3, 0, Math.PI * 2);
    draw.fill();
  }
}

/** Draws from `y` down and answers where it ended. */
export function drawLegend(draw: CanvasRenderingContext2D, legend: Legend, own: Legend, x: number, y: number, width: number): number {
  const w = aw.value.legend;
  pen(draw, 14, { weight: 500 });
  let at = write(draw, pick(legend.title), x, y, width, 18);
  pen(draw, 11, { colour: SOFT });
  at = write(draw, `${w.unit} ${pick(legend.unit)}`, x, at, width, LINE) + 4;
  for (const [n, found] of legend.classes.entries()) {
    // Widths of flows that are left out.
    if (legend.layer === 'flow' && found.to !== null && found.to <= least.value) continue;
    if (legend.layer === 'flow') {
      draw.strokeStyle = found.colour || INK;
      draw.lineWidth = found.width_px ?? flowWidthPx(n, legend.classes.length);
      draw.beginPath();
      draw.moveTo(x, at - 4);
      draw.lineTo(x + 24, at - 4);
      draw.stroke();
    } else {
      draw.fillStyle = found.colour ?? '#dfe3e6';
      draw.fillRect(x, at - 9, 24, 11);
      draw.strokeStyle = 'rgba(29,39,51,0.3)';
      draw.lineWidth = 0.5;
      draw.strokeRect(x, at - 9, 24, 11);
    }
    pen(draw, 11);
    draw.fillText(rangeText(found, legend.layer === 'flow' ? 'flow' : legend.measure), x + 32, at);
    if (found.cells !== undefined && legend === own) {
      pen(draw, 10, { colour: SOFT });
      draw.textAlign = 'right';
      draw.fillText(thousands(found.cells), x + width, at);
      draw.textAlign = 'left';
    }
    at += LINE;
  }
  at += 4;
  const note = (mark: typeof hatch, text: string): void => {
    mark(draw, x, at - 9);
    pen(draw, 10.5);
    at = write(draw, text, x + 32, at, width - 32, 13) + 3;
  };
  if ((own.cells_without_a_value ?? 0) > 0) note(hatch, w.hatch);
  if ((own.least_cases ?? 1) > 1) note(dots, fill(w.withheld, { n: own.least_cases! }));
  pen(draw, 10.5, { colour: SOFT });
  if (legend.layer === 'flow' && flowText.value) at = write(draw, flowText.value, x, at, width, 13);
  if (own.basis) at = write(draw, pick(own.basis.note), x, at, width, 13);
  if (own.cells !== undefined) at = write(draw, [fill(w.cells, { n: thousands(own.cells) }), own.cells_without_a_value ? fill(w.missing, { n: thousands(own.cells_without_a_value) }) : '', own.cells_merged ? fill(w.merged, { n: thousands(own.cells_merged) }) : ''].filter(Boolean).join(' · '), x, at, width, 13);
  if (own.cases_elsewhere) at = write(draw, fill(w.elsewhere, { n: thousands(own.cases_elsewhere) }), x, at, width, 13);
  if (legend.ramp) at = write(draw, fill(w.ramp, { name: legend.ramp }), x, at, width, 13);
  return at;
}
