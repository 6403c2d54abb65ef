import { askJson } from './http';
import { ApiFault } from './problem';
import type { Answer, Datum, District, TileJson } from './types';

const WORLD: District['bounds'] = [-180, -80, 180, 80];

export async function fetchDistrict(): Promise<District> {
  const district = await askJson<District>('/api/v1/district');
  if (!Array.isArray(district.layers) || !Array.isArray(district.plans)) throw new ApiFault('malformed', 200);
  // A district without a single cell has no bounds.
  return { ...district, bounds: district.bounds?.length === 4 ? district.bounds : WORLD };
}

/** The tiles of a layer, with addresses made absolute on the page's own origin (the worker needs that). */
export async function fetchTileJson(path: string): Promise<TileJson> {
  const found = await askJson<TileJson>(path);
  if (!Array.isArray(found.tiles) || found.tiles.length === 0) throw new ApiFault('malformed', 200);
  return { ...found, tiles: found.tiles.map(onOwnOrigin) };
}

function onOwnOrigin(address: string): string {
  const path = address.replace(/^[a-z]+:\/\/[^/]+/i, '');
  return `${window.location.origin}${path.startsWith('/') ? '' : '/'}${path}`;
}

export interface LocateQuestion {
  lon: number;
  lat: number;
  datum: Datum;
  accuracy_m: number;
  /** ISO date; null asks for now. */
  as_of: string | null;
}

export async function fetchAnswer(question: LocateQuestion, signal?: AbortSignal): Promise<Answer> {
  const query = new URLSearchParams({ lon: String(question.lon), lat: String(question.lat), datum: question.datum });
  if (question.accuracy_m > 0) query.set('accuracy_m', String(question.accuracy_m));
  if (question.as_of) query.set('as_of', question.as_of);
  const answer = await askJson<Answer>(`/api/v1/locate?${query}`, { signal });
  if (typeof answer.layers !== 'object' || answer.layers === null || !answer.plan) throw new ApiFault('malformed', 200);
  return answer;
}
