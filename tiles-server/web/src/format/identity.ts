// Identities made by this page, so that sending the same thing twice is the same thing.

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 26 letters: 48 bits of milliseconds, then 80 random bits (ULID). Sorts by time; needs no secure context. */
export function newIdentity(now_ms: number, random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  let time = '';
  for (let k = 0, rest = now_ms; k < 10; k += 1, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32]! + time;
  const bytes = random(new Uint8Array(10));
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let tail = '';
  for (let k = 0; k < 16; k += 1, bits >>= 5n) tail = ALPHABET[Number(bits & 31n)]! + tail;
  return time + tail;
}
