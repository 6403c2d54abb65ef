// Numbers as people read them. Six decimals of a degree are 0.1 m, as fine as anyone types.

export function degrees(value: number, digits = 6): string {
  return value.toFixed(digits);
}

/** Metres with the digits that matter: 0.42 m, 3.7 m, 128 m, 1.24 km. */
export function metres(value: number): string {
  const size = Math.abs(value);
  if (size < 0.995) return `${value.toFixed(2)} m`;
  if (size < 9.95) return `${value.toFixed(1)} m`;
  if (size < 999.5) return `${value.toFixed(0)} m`;
  return `${(value / 1000).toFixed(2)} km`;
}

/** A count with its thousands grouped. */
export function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

/** A share of 1 as a percentage that never claims certainty that is not there: 0.9996 is ">99.9%", not "100%". */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 99.99999) return '100%';
  if (value > 99.9) return '>99.9%';
  if (value <= 0) return '0%';
  if (value < 0.1) return '<0.1%';
  return `${value < 10 || value > 99 ? value.toFixed(1) : value.toFixed(0)}%`;
}
