// What makes a picture a map: frame, scale bar, north arrow, and the mark of synthetic data.
import { metresPerPixel, scaleBar } from '../format/scale-bar';
import { INK, pen } from './page';

export interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function frameMap(draw: CanvasRenderingContext2D, picture: HTMLCanvasElement, { x, y, width, height }: Frame): void {
  draw.drawImage(picture, x, y, width, height);
  draw.strokeStyle = INK;
  draw.lineWidth = 0.8;
  draw.strokeRect(x, y, width, height);
}

/** A bar of two halves; `zoom` is that of the picture. */
export function drawScaleBar(draw: CanvasRenderingContext2D, frame: Frame, lat: number, zoom: number): void {
  const bar = scaleBar(metresPerPixel(lat, zoom), 150);
  const [x, y] = [frame.x + frame.width - bar.px - 16, frame.y + frame.height - 14];
  draw.fillStyle = 'rgba(255,255,255,0.85)';
  draw.fillRect(x - 8, y - 22, bar.px + 16, 30);
  draw.fillStyle = INK;
  draw.fillRect(x, y - 4, bar.px / 2, 5);
  draw.strokeStyle = INK;
  draw.lineWidth = 0.8;
  draw.strokeRect(x, y - 4, bar.px, 5);
  pen(draw, 10);
  draw.textAlign = 'right';
  draw.fillText(bar.text, x + bar.px, y - 8);
  draw.textAlign = 'left';
  draw.fillText('0', x, y - 8);
}

export function drawNorth(draw: CanvasRenderingContext2D, frame: Frame, letter: string): void {
  const [x, y] = [frame.x + frame.width - 26, frame.y + 16];
  draw.fillStyle = 'rgba(255,255,255,0.85)';
  draw.fillRect(x - 12, y - 10, 24, 48);
  draw.strokeStyle = INK;
  draw.lineWidth = 0.8;
  draw.beginPath();
  draw.moveTo(x, y - 4);
  draw.lineTo(x + 7, y + 18);
  draw.lineTo(x, y + 13);
  draw.lineTo(x - 7, y + 18);
  draw.closePath();
  draw.stroke();
  draw.beginPath();
  draw.moveTo(x, y - 4);
  draw.lineTo(x, y + 13);
  draw.lineTo(x - 7, y + 18);
  draw.closePath();
  draw.fillStyle = INK;
  draw.fill();
  pen(draw, 11, { weight: 500 });
  draw.textAlign = 'center';
  draw.fillText(letter, x, y + 32);
  draw.textAlign = 'left';
}

/** On the map itself, so that it stays when somebody cuts the picture out. */
export function drawMark(draw: CanvasRenderingContext2D, frame: Frame, text: string): void {
  pen(draw, 11, { weight: 500 });
  const { width } = draw.measureText(text);
  draw.fillStyle = 'rgba(255,255,255,0.85)';
  draw.fillRect(frame.x + 8, frame.y + frame.height - 26, width + 14, 18);
  draw.fillStyle = INK;
  draw.fillText(text, frame.x + 15, frame.y + frame.height - 13);
}

export function drawLabel(draw: CanvasRenderingContext2D, frame: Frame, text: string): void {
  pen(draw, 12, { weight: 500 });
  const { width } = draw.measureText(text);
  draw.fillStyle = 'rgba(255,255,255,0.9)';
  draw.fillRect(frame.x + 8, frame.y + 8, width + 16, 22);
  draw.fillStyle = INK;
  draw.fillText(text, frame.x + 16, frame.y + 23);
}
