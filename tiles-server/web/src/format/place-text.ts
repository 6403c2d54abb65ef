// One field for any way to say where: a pair of coordinates with its datum, a component's code, or an address in words.
import { DATUMS, type Datum } from '../api/types';
import { readCoordinates, type Coordinates } from './coordinates';

type Bounds = readonly [number, number, number, number];

export type PlaceReading =
  | { kind: 'empty' }
  | { kind: 'pair'; at: Coordinates; datum: Datum; /** The text itself named the datum. */ named: boolean }
  | { kind: 'swapped'; at: Coordinates; datum: Datum }
  | { kind: 'range'; field: 'lon' | 'lat'; value: number }
  | { kind: 'component'; code: string }
  | { kind: 'address'; text: string };

/** CJ/T 214 and GB/T 30428.2: 16 digits; a register may also use letters before a number. */
const COMPONENT = /^(?:\d{16}|[A-Z]{1,4}-?\d{4,14})$/i;
const NAMES: readonly [RegExp, Datum][] = [
  [/\b(?:wgs[-_ ]?84|cgcs2000)\b|国测2000|大地2000/i, 'wgs84'],
  [/\bgcj[-_ ]?02\b|高德|腾讯|火星(?:坐标)?/i, 'gcj02'],
  [/\bbd[-_ ]?09\b|百度/i, 'bd09'],
];

/** `datum` is what holds where the text names none. Pairs look like numbers only; all else is words. */
export function readPlace(text: string, datum: Datum, bounds?: Bounds): PlaceReading {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'empty' };
  if (COMPONENT.test(trimmed)) return { kind: 'component', code: trimmed.toUpperCase() };
  let rest = trimmed;
  let named: Datum | null = null;
  for (const [pattern, name] of NAMES) {
    if (!pattern.test(rest)) continue;
    rest = rest.replace(pattern, ' ').replace(/坐标系?/g, ' ');
    named = name;
    break;
  }
  const found = readCoordinates(rest, bounds);
  const meant = named ?? datum;
  if (found.kind === 'place') return { kind: 'pair', at: found.place, datum: meant, named: named !== null };
  if (found.kind === 'swapped') return { kind: 'swapped', at: found.place, datum: meant };
  if (found.kind === 'range') return found;
  return { kind: 'address', text: trimmed };
}

/** The datum that a source states its places in, where this page knows it. */
export const datumOf = (name: string | null | undefined): Datum => DATUMS.find((datum) => datum === name) ?? 'wgs84';
