// Drives the map application in Chromium against, in this order: the server at GRIDWARD_URL; the program
// GRIDWARD_SERVER_BIN with the district GRIDWARD_DISTRICT; the mock server of this folder. Ends with one line
// `N passed, N failed, N skipped`. `node run.mjs PART` runs the tests whose name holds PART.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { findChromium, launch, runTests } from './harness.mjs';
import { startMock } from './mock-server.mjs';
import { answerTests } from './answer-tests.mjs';
import { pageTests } from './page-tests.mjs';

const START_TIMEOUT_MS = 60_000;
const tests = [...pageTests, ...answerTests];

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

async function startProgram(program) {
  const district = process.env.GRIDWARD_DISTRICT ?? fileURLToPath(new URL('../../grid-definitions/minhang', import.meta.url));
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(program, ['--district', district, '--listen', url.slice('http://'.length)], { stdio: ['ignore', 'inherit', 'inherit'] });
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
  await Promise.race([ready(), ended]);
  return { url, kind: 'server', close: () => child.kill('SIGTERM') };
}

async function chooseServer() {
  const { GRIDWARD_URL, GRIDWARD_SERVER_BIN } = process.env;
  if (GRIDWARD_URL) return { url: GRIDWARD_URL.replace(/\/$/, ''), kind: 'server', close: () => undefined };
  if (GRIDWARD_SERVER_BIN) return startProgram(GRIDWARD_SERVER_BIN);
  const dist = fileURLToPath(new URL('../../tiles-server/web/dist/index.html', import.meta.url));
  if (!existsSync(dist)) throw new Error('tiles-server/web/dist is missing: run `npm ci && npm run build` in tiles-server/web');
  return { ...(await startMock()), kind: 'mock' };
}

function summary({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

const chromium = findChromium();
if (!chromium) {
  console.log('skipped: no Chromium found (set GRIDWARD_CHROMIUM)');
  summary({ passed: 0, failed: 0, skipped: tests.length });
} else {
  let server;
  let browser;
  try {
    server = await chooseServer();
    browser = await launch(chromium);
    console.log(`testing the ${server.kind} at ${server.url}`);
    const district = await (await fetch(`${server.url}/api/v1/district`)).json();
    summary(await runTests(tests, { browser, base: server.url, kind: server.kind, district }, process.argv[2]));
  } catch (error) {
    console.log(`FAILED: set-up: ${error.message}`);
    summary({ passed: 0, failed: 1, skipped: 0 });
  } finally {
    await browser?.close();
    server?.close();
  }
}
