import { describe, expect, it } from 'vitest';
import { degrees, metres, percent } from './numbers';

describe('numbers', () => {
  it.each([[0, '0.00 m'], [0.004, '0.00 m'], [0.42, '0.42 m'], [0.996, '1.0 m'], [3.66, '3.7 m'], [9.96, '10 m'], [127.6, '128 m'], [999.7, '1.00 km'], [1243, '1.24 km']])('%d metres read %s', (value, text) => {
    expect(metres(value)).toBe(text);
  });

  it.each([[1, '100%'], [0.99999999999, '100%'], [0.9996, '>99.9%'], [0.994, '99.4%'], [0.5, '50%'], [0.061, '6.1%'], [0.0004, '<0.1%'], [0, '0%']])('a share of %d reads %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });

  it('degrees keep six decimals', () => {
    expect(degrees(121.38)).toBe('121.380000');
  });
});
