// Times as a dispatcher reads them: the district's wall clock as the server writes it, and what is left.

const STAMP = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface Stamp {
  /** `2026-11-27` in the district's own time. */
  date: string;
  /** `16:40`. */
  clock: string;
  seconds: string;
  offset_min: number;
}

/** The wall clock that stands in the text itself; null where it is none. */
export function readStamp(text: string | null | undefined): Stamp | null {
  const found = STAMP.exec(text ?? '');
  if (!found) return null;
  const [, year, month, day, hour, minute, second, zone = 'Z'] = found;
  const sign = zone.startsWith('-') ? -1 : 1;
  const offset_min = zone === 'Z' ? 0 : sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
  return { date: `${year}-${month}-${day}`, clock: `${hour}:${minute}`, seconds: second ?? '00', offset_min };
}

/** The district's date at an instant, by the offset that its times carry. */
export const dateAt = (now_ms: number, offset_min: number): string => new Date(now_ms + offset_min * MINUTE_MS).toISOString().slice(0, 10);

export type Day = 'yesterday' | 'today' | 'tomorrow' | null;

export function dayOf(stamp: Stamp, now_ms: number): Day {
  const days = Math.round((Date.parse(stamp.date) - Date.parse(dateAt(now_ms, stamp.offset_min))) / DAY_MS);
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : days === -1 ? 'yesterday' : null;
}

/** "今天 16:40", "11-30 09:00", "2025-12-31 09:00": no more than is needed to know when. */
export function shortTime(text: string | null | undefined, now_ms: number, days: Record<Exclude<Day, null>, string>): string {
  const stamp = readStamp(text);
  if (!stamp) return '';
  const day = dayOf(stamp, now_ms);
  if (day) return `${days[day]} ${stamp.clock}`;
  const thisYear = dateAt(now_ms, stamp.offset_min).slice(0, 4);
  return `${stamp.date.startsWith(thisYear) ? stamp.date.slice(5) : stamp.date} ${stamp.clock}`;
}

/** The whole time, for tooltips and print. */
export function fullTime(text: string | null | undefined): string {
  const stamp = readStamp(text);
  return stamp ? `${stamp.date} ${stamp.clock}:${stamp.seconds}` : '';
}

export interface Left {
  late: boolean;
  /** The two largest units that are not empty. */
  parts: { amount: number; unit: 'day' | 'hour' | 'minute' | 'second' }[];
}

/** What is left until an instant, or how long ago it was. Rounded towards zero, so that nothing looks later than it is. */
export function leftUntil(at_ms: number, now_ms: number): Left {
  const late = at_ms < now_ms;
  const seconds = Math.floor(Math.abs(at_ms - now_ms) / 1000);
  const all: Left['parts'] = [
    { amount: Math.floor(seconds / 86_400), unit: 'day' },
    { amount: Math.floor(seconds / 3_600) % 24, unit: 'hour' },
    { amount: Math.floor(seconds / 60) % 60, unit: 'minute' },
    { amount: seconds % 60, unit: 'second' },
  ];
  const first = all.findIndex((part) => part.amount > 0);
  if (first < 0) return { late, parts: [{ amount: 0, unit: 'second' }] };
  // Days with hours, hours with minutes, minutes alone from ten on.
  const count = all[first]!.unit === 'second' || (all[first]!.unit === 'minute' && all[first]!.amount >= 10) ? 1 : 2;
  return { late, parts: all.slice(first, first + count).filter((part, at) => at === 0 || part.amount > 0) };
}

export function leftText(left: Left, units: Record<Left['parts'][number]['unit'], string>): string {
  return left.parts.map((part) => `${part.amount} ${units[part.unit]}`).join(' ');
}

export type Urgency = 'late' | 'soon' | 'calm';

/** Due soon is the last fifth of the time, at least the last hour and at most the last day. */
export function urgencyOf(due_ms: number, from_ms: number | null, now_ms: number): Urgency {
  if (due_ms < now_ms) return 'late';
  const whole = from_ms === null ? 0 : due_ms - from_ms;
  const soon = Math.min(DAY_MS, Math.max(60 * MINUTE_MS, whole / 5));
  return due_ms - now_ms <= soon ? 'soon' : 'calm';
}
