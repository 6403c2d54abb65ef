import { expect, it } from 'vitest';
import { newIdentity } from './identity';

it('an identity has 26 letters, sorts by time and carries 80 random bits', () => {
  const zeros = (bytes: Uint8Array): Uint8Array => bytes.fill(0);
  const ones = (bytes: Uint8Array): Uint8Array => bytes.fill(255);
  expect(newIdentity(1_469_918_176_385, zeros)).toBe('01ARYZ6S410000000000000000');
  expect(newIdentity(0, ones)).toBe('0000000000ZZZZZZZZZZZZZZZZ');
  expect(newIdentity(1_000) < newIdentity(2_000)).toBe(true);
  expect(newIdentity(5)).not.toBe(newIdentity(5));
});
