// Writes a .gz and a .br beside every text asset of dist/, so that the server need not compress while it serves.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const TEXT = /\.(?:js|mjs|css|svg|html|json)$/;
const SMALLEST_BYTES = 1024;

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const entries = await readdir(DIST, { recursive: true, withFileTypes: true });
const files = entries.filter((e) => e.isFile() && TEXT.test(e.name)).map((e) => join(e.parentPath, e.name)).sort();
for (const file of files) {
  const raw = await readFile(file);
  if (raw.byteLength < SMALLEST_BYTES) continue;
  const [gz, br] = await Promise.all([
    promisify(gzip)(raw, { level: 9 }),
    promisify(brotliCompress)(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: raw.byteLength } }),
  ]);
  await Promise.all([writeFile(`${file}.gz`, gz), writeFile(`${file}.br`, br)]);
  console.log(`${file.slice(DIST.length).padEnd(48)} ${kilobytes(raw.byteLength).padStart(10)}  gz ${kilobytes(gz.byteLength).padStart(9)}  br ${kilobytes(br.byteLength).padStart(9)}`);
}
