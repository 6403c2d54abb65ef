// A sheet of paper as a canvas: millimetres become pixels once, here.

export const DPI = 200;
/** One unit of layout is half a pixel of the sheet: text sizes read like those of the screen. */
export const RATIO = 2;
/** A4 across. */
const SHEET_MM = { width: 297, height: 210 };
const MM_PER_INCH = 25.4;
const units = (mm: number): number => (mm / MM_PER_INCH) * (DPI / RATIO);

export const SHEET = { width: units(SHEET_MM.width), height: units(SHEET_MM.height), margin: units(10) };
export const INK = '#1d2733';
export const SOFT = '#4c5866';

export interface Sheet {
  canvas: HTMLCanvasElement;
  draw: CanvasRenderingContext2D;
}

export function newSheet(): Sheet {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(SHEET.width * RATIO);
  canvas.height = Math.round(SHEET.height * RATIO);
  const draw = canvas.getContext('2d')!;
  draw.scale(RATIO, RATIO);
  draw.fillStyle = '#ffffff';
  draw.fillRect(0, 0, SHEET.width, SHEET.height);
  draw.textBaseline = 'alphabetic';
  return { canvas, draw };
}

const family = (): string => getComputedStyle(document.documentElement).fontFamily;
export function pen(draw: CanvasRenderingContext2D, size: number, { weight = 400, colour = INK }: { weight?: 400 | 500 | 700; colour?: string } = {}): void {
  draw.font = `${weight} ${size}px ${family()}`;
  draw.fillStyle = colour;
}

/** Text broken where it must be: between words, and between any two Chinese characters. */
export function wrapped(draw: CanvasRenderingContext2D, text: string, width: number): string[] {
  const parts = text.match(/[\p{Script=Han}，。、：；（）·]|[^\s\p{Script=Han}，。、：；（）·]+\s*|\s+/gu) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && draw.measureText((line + part).trimEnd()).width > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

/** Writes lines and answers where the next one may stand. */
export function write(draw: CanvasRenderingContext2D, text: string, x: number, y: number, width: number, line_height: number): number {
  let at = y;
  for (const line of wrapped(draw, text, width)) {
    draw.fillText(line, x, at);
    at += line_height;
  }
  return at;
}
