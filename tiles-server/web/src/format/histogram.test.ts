import { describe, expect, it } from 'vitest';
import { bars, dateAt, drawn, frameDays, moved, nextFrame, resized, snapped, stepped, ticks, xOf } from './histogram';
import { addDays, daysOf } from './period';

const KNOWN = { from: '2012-01-01', to: '2013-01-01' };

describe('the strip of time', () => {
  it('gives the same day for the pixel of a day', () => {
    for (let k = 0; k <= 366; k += 1) {
      const date = addDays(KNOWN.from, k);
      expect(dateAt(xOf(date, KNOWN, 917), KNOWN, 917)).toBe(date);
    }
  });

  it('keeps pixels outside within what is known', () => {
    expect(dateAt(-50, KNOWN, 900)).toBe(KNOWN.from);
    expect(dateAt(5000, KNOWN, 900)).toBe(KNOWN.to);
  });

  it('shows one case among thousands, and nothing for none', () => {
    const found = bars([{ from: '2012-01-01', to: '2012-02-01', cases: 5000 }, { from: '2012-02-01', to: '2012-03-01', cases: 1 }, { from: '2012-03-01', to: '2012-04-01', cases: 0 }, { from: '2012-04-01', to: '2012-05-01', cases: null }], KNOWN, 366, 40);
    expect(found.map((bar) => bar.height)).toEqual([40, 1, 0, 3]);
    expect(found[3]!.withheld).toBe(true);
  });

  it('has ticks inside, in order', () => {
    for (const width of [120, 400, 1200]) {
      const at = ticks(KNOWN, width).map((tick) => tick.x);
      expect(at.length).toBeGreaterThan(0);
      expect(at.every((x, k) => x >= 0 && x <= width && (k === 0 || x - at[k - 1]! >= 20))).toBe(true);
    }
  });
});

describe('the brush', () => {
  const range = { from: '2012-03-01', to: '2012-03-08' };
  it('moves without changing its length, and stops at both ends', () => {
    for (const by of [-1000, -7, 0, 1, 30, 1000]) {
      const next = moved(range, by, KNOWN);
      expect(daysOf(next)).toBe(7);
      expect(next.from >= KNOWN.from && next.to <= KNOWN.to).toBe(true);
    }
  });

  it('keeps a day whichever end is pulled', () => {
    expect(resized(range, 'from', 100, KNOWN)).toEqual({ from: '2012-03-07', to: '2012-03-08' });
    expect(resized(range, 'to', -100, KNOWN, 7)).toEqual(range);
    expect(resized(range, 'to', 9999, KNOWN).to).toBe(KNOWN.to);
  });

  it('drawn backwards or as a mere click is still a range', () => {
    expect(drawn('2012-05-09', '2012-05-01', KNOWN)).toEqual({ from: '2012-05-01', to: '2012-05-09' });
    expect(drawn(KNOWN.to, KNOWN.to, KNOWN)).toEqual({ from: '2012-12-31', to: '2013-01-01' });
  });

  it('moves by months where only whole months are told', () => {
    const march = { from: '2012-03-01', to: '2012-04-01' };
    expect(stepped(march, 'whole', 1, KNOWN, 'month')).toEqual({ from: '2012-04-01', to: '2012-05-01' });
    expect(stepped(march, 'whole', -1, KNOWN, 'month')).toEqual({ from: '2012-02-01', to: '2012-03-01' });
    expect(stepped(march, 'to', 7, KNOWN, 'month')).toEqual({ from: '2012-03-01', to: '2012-05-01' });
    expect(stepped(march, 'from', 1, KNOWN, 'month')).toEqual(march);
    expect(snapped({ from: '2012-03-20', to: '2012-03-25' }, KNOWN, 'month')).toEqual({ from: '2012-04-01', to: '2012-05-01' });
    expect(snapped({ from: '2012-03-20', to: '2012-03-25' }, KNOWN, 'day')).toEqual({ from: '2012-03-20', to: '2012-03-25' });
    let [at, frames]: [typeof march | null, number] = [march, 0];
    while (at && frames < 100) [at, frames] = [nextFrame(at, KNOWN, 'month'), frames + 1];
    expect(frames).toBe(10);
  });

  it('plays to the end of the data, then stops', () => {
    let [at, frames]: [typeof range | null, number] = [range, 0];
    while (at && frames < 1000) [at, frames] = [nextFrame(at, KNOWN), frames + 1];
    expect(frames).toBe(300);
    expect([7, 30, 365].map((days) => frameDays({ from: '2012-01-01', to: addDays('2012-01-01', days) }))).toEqual([1, 7, 30]);
  });
});
