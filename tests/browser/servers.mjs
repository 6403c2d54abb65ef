// Which server is looked at: the one at GRIDWARD_URL; the program GRIDWARD_SERVER_BIN with the district
// GRIDWARD_DISTRICT and a store of its own that lasts as long as the tests, with the simulated periods of GRIDWARD_FILL in it
// ("2012,2013H1"; none where it is missing); else the mock server of this folder.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMock } from './mock-server.mjs';

const START_TIMEOUT_MS = 60_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** A store with invented accounts, where the program has any; tests then sign in as its dispatcher. */
function desk(program, district, folder) {
  if (!spawnSync(program, ['--help'], { encoding: 'utf8' }).stdout?.includes('--demo')) return [];
  const password = 'gridward-browser-tests';
  const [store, fill] = [join(folder, 'desk.gpkg'), process.env.GRIDWARD_FILL];
  if (fill) {
    const periods = fill.split(',').flatMap((name) => ['--period', name]);
    const made = spawnSync(join(dirname(program), 'gridward'), ['simulate', '--district', district, '--store', store, ...periods], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`the store could not be filled: ${made.stderr}`);
  }
  process.env.GRIDWARD_ACCOUNT ??= 'demo-district';
  process.env.GRIDWARD_PASSWORD ??= password;
  return ['--store', store, `--demo=${password}`];
}

async function startProgram(program) {
  const district = process.env.GRIDWARD_DISTRICT ?? fileURLToPath(new URL('../../grid-definitions/minhang', import.meta.url));
  const url = `http://127.0.0.1:${await freePort()}`;
  const web = fileURLToPath(new URL('../../tiles-server/web/dist', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'gridward-browser-'));
  // A copy, so that tests may edit the draft of the rules.
  const copy = join(folder, 'district');
  cpSync(district, copy, { recursive: true });
  const child = spawn(program, ['--district', copy, '--web', web, '--listen', url.slice('http://'.length), ...desk(program, copy, folder)], { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = new Promise((_, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${program} ended with ${code} before it was ready`)));
  });
  ended.catch(() => undefined);
  const deadline = Date.now() + START_TIMEOUT_MS;
  const ready = async () => {
    while (Date.now() < deadline) {
      if (await fetch(`${url}/readyz`).then((r) => r.ok, () => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${program} was not ready within ${START_TIMEOUT_MS / 1000} s`);
  };
  child.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  await Promise.race([ready(), ended]);
  return { url, kind: 'server', folder: copy, close: () => child.kill('SIGTERM') };
}

export async function chooseServer() {
  const { GRIDWARD_URL, GRIDWARD_SERVER_BIN } = process.env;
  if (GRIDWARD_URL) return { url: GRIDWARD_URL.replace(/\/$/, ''), kind: 'server', close: () => undefined };
  if (GRIDWARD_SERVER_BIN) return startProgram(GRIDWARD_SERVER_BIN);
  const dist = fileURLToPath(new URL('../../tiles-server/web/dist/index.html', import.meta.url));
  if (!existsSync(dist)) throw new Error('tiles-server/web/dist is missing: run `npm ci && npm run build` in tiles-server/web');
  return { ...(await startMock()), kind: 'mock' };
}
