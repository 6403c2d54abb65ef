// Reads a place as people write it: "121.38,31.11", full-width signs, hemisphere letters, degrees-minutes-seconds.

export interface Coordinates {
  lon: number;
  lat: number;
}

export type Reading =
  | { kind: 'place'; place: Coordinates }
  /** Reads as a place, though the two numbers look exchanged; `place` is the likely one. */
  | { kind: 'swapped'; place: Coordinates }
  | { kind: 'range'; field: 'lon' | 'lat'; value: number }
  | { kind: 'unreadable' };

type Bounds = readonly [number, number, number, number];

const FULL_WIDTH: Record<string, string> = { '，': ',', '、': ',', '；': ' ', '。': '.', '．': '.', '－': '-', '＋': '+', '−': '-', '　': ' ' };

function plain(text: string): string {
  return text
    .replace(/[，、；。．－＋−　]/g, (sign) => FULL_WIDTH[sign] ?? sign)
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/东经|经度|longitude|lon|lng/gi, ' E')
    .replace(/北纬|纬度|latitude|lat/gi, ' N')
    .replace(/西经/g, ' W')
    .replace(/南纬/g, ' S')
    .replace(/[:：=()[\]（）]/g, ' ')
    .trim();
}

interface Angle {
  value: number;
  axis: 'lon' | 'lat' | null;
}

const NUMBER = String.raw`(\d+(?:\.\d+)?)`;
const SIZE = String.raw`([+-])?\s*${NUMBER}\s*(?:[°度]\s*(?:${NUMBER}\s*['′分]\s*(?:${NUMBER}\s*["″秒])?)?)?`;
/** Letters stand before both numbers or after them, never mixed: "E121 N31", "121E 31N". */
const LETTER_FIRST = new RegExp(String.raw`([NSEW])?\s*${SIZE}`, 'iy');
const LETTER_LAST = new RegExp(String.raw`${SIZE}\s*([NSEW])?`, 'iy');

function readAngles(text: string): Angle[] | null {
  const letterFirst = /^[NSEW]/i.test(text);
  const pattern = letterFirst ? LETTER_FIRST : LETTER_LAST;
  const angles: Angle[] = [];
  let at = 0;
  while (at < text.length) {
    const gap = /^[\s,]+/.exec(text.slice(at));
    if (gap) at += gap[0].length;
    if (at >= text.length) break;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return null;
    const [whole, ...groups] = found;
    const letter = ((letterFirst ? groups.shift() : groups.pop()) ?? '').toUpperCase();
    const [sign, d, m, s] = groups;
    const size = Number(d) + Number(m ?? 0) / 60 + Number(s ?? 0) / 3600;
    const negative = sign === '-' || letter === 'S' || letter === 'W';
    const axis = letter === '' ? null : letter === 'N' || letter === 'S' ? 'lat' : 'lon';
    angles.push({ value: negative ? -size : size, axis });
    at += whole.length;
  }
  return angles;
}

const within = ({ lon, lat }: Coordinates, [w, s, e, n]: Bounds, margin: number): boolean =>
  lon >= w - margin && lon <= e + margin && lat >= s - margin && lat <= n + margin;

/** Longitude comes first unless letters say otherwise. `bounds` helps to notice exchanged numbers. */
export function readCoordinates(text: string, bounds?: Bounds): Reading {
  const angles = readAngles(plain(text));
  const [first, second] = angles ?? [];
  if (!first || !second || angles?.length !== 2) return { kind: 'unreadable' };
  if (first.axis && first.axis === second.axis) return { kind: 'unreadable' };
  const latFirst = first.axis === 'lat' || second.axis === 'lon';
  const named = first.axis !== null || second.axis !== null;
  const place = latFirst ? { lon: second.value, lat: first.value } : { lon: first.value, lat: second.value };
  const other = { lon: place.lat, lat: place.lon };
  const impossible = Math.abs(place.lat) > 90 && Math.abs(place.lon) <= 90;
  const unlikely = bounds !== undefined && !within(place, bounds, 1) && within(other, bounds, 1);
  if (!named && Math.abs(other.lat) <= 90 && (impossible || unlikely)) return { kind: 'swapped', place: other };
  if (Math.abs(place.lon) > 180) return { kind: 'range', field: 'lon', value: place.lon };
  if (Math.abs(place.lat) > 90) return { kind: 'range', field: 'lat', value: place.lat };
  return { kind: 'place', place };
}
