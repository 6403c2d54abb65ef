import { expect, it } from 'vitest';
import { withResolution } from './png-resolution';

it('a picture says its resolution right behind its head, with the checksum of the standard', () => {
  const png = Uint8Array.from({ length: 60 }, (_, at) => at);
  const found = withResolution(png, 200);
  expect([...found.subarray(0, 33)]).toEqual([...png.subarray(0, 33)]);
  expect([...found.subarray(54)]).toEqual([...png.subarray(33)]);
  // 200 dpi are 7874 dots a metre; the checksum was computed with zlib.
  expect([...found.subarray(33, 54)].map((byte) => byte.toString(16).padStart(2, '0')).join('')).toBe('000000097048597300001ec200001ec2016ed0753e');
});
