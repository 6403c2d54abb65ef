import { describe, expect, it } from 'vitest';
import { readCoordinates } from './coordinates';

const BOUNDS = [121.24, 30.97, 121.55, 31.25] as const;
const place = (lon: number, lat: number) => ({ kind: 'place', place: { lon: expect.closeTo(lon, 9), lat: expect.closeTo(lat, 9) } });

describe('a typed place', () => {
  it.each([
    '121.38,31.11', ' 121.38 , 31.11 ', '121.38 31.11', '121.38，31.11', '１２１.38、31.11', '(121.38, 31.11)',
    '121.38E 31.11N', 'E121.38, N31.11', '31.11N,121.38E', 'N31.11 E121.38', '东经121.38 北纬31.11', '纬度：31.11 经度：121.38',
    'lat=31.11, lon=121.38', '121°22\'48"E 31°6\'36"N', '121°22′48″ 31°06′36″', '121度22分48秒，31度6分36秒', '121.38°,31.11°',
  ])('"%s" is read', (text) => {
    expect(readCoordinates(text, BOUNDS)).toEqual(place(121.38, 31.11));
  });

  it('keeps the southern and western hemispheres', () => {
    expect(readCoordinates('-70.6,-33.4')).toEqual(place(-70.6, -33.4));
    expect(readCoordinates('33.4S 70.6W')).toEqual(place(-70.6, -33.4));
  });

  it.each(['', '121.38', 'hello', '121.38,31.11,7', '12a,31', '31.11N 32N', '1e5,3'])('"%s" is not guessed', (text) => {
    expect(readCoordinates(text, BOUNDS)).toEqual({ kind: 'unreadable' });
  });

  it('with exchanged numbers is pointed out, not silently exchanged', () => {
    expect(readCoordinates('31.11,121.38')).toEqual({ kind: 'swapped', place: { lon: 121.38, lat: 31.11 } });
  });

  it('with exchanged numbers that are both possible latitudes is noticed by the district', () => {
    const lagos = [3.1, 6.3, 3.7, 6.7] as const;
    expect(readCoordinates('6.5,3.4', lagos)).toEqual({ kind: 'swapped', place: { lon: 3.4, lat: 6.5 } });
    expect(readCoordinates('6.5,3.4')).toEqual(place(6.5, 3.4));
  });

  it('with letters is taken at its word', () => {
    expect(readCoordinates('6.5E,3.4N', [3.1, 6.3, 3.7, 6.7])).toEqual(place(6.5, 3.4));
  });

  it('beyond the globe names the axis and the value', () => {
    expect(readCoordinates('221.38,31.11')).toEqual({ kind: 'range', field: 'lon', value: 221.38 });
    expect(readCoordinates('121.38,131.11')).toEqual({ kind: 'range', field: 'lat', value: 131.11 });
  });
});
