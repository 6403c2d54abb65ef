// A small test harness for one Chromium: every test gets a fresh page, and fails on a console error, on an uncaught
// exception and on any request that leaves the server under test.
import { mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, selectors } from 'playwright-core';

export const SHOTS = fileURLToPath(new URL('./shots/', import.meta.url));
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function findChromium() {
  return process.env.GRIDWARD_CHROMIUM ?? CHROMIUM.find((path) => existsSync(path)) ?? null;
}

export async function launch(executablePath) {
  selectors.setTestIdAttribute('data-test');
  await mkdir(SHOTS, { recursive: true });
  return chromium.launch({ executablePath, headless: true, args: ['--enable-unsafe-swiftshader', '--use-angle=swiftshader', '--lang=zh-CN'] });
}

/** Opens a page that keeps a list of its faults. `expectFaults` is for tests that break the network on purpose. */
export async function openPage(browser, base, { path = '/', viewport = DESKTOP, expectFaults = false, context: more = {}, prepare } = {}) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', ...more });
  const page = await context.newPage();
  const faults = [];
  const origin = new URL(base).origin;
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`request outside: ${request.url()}`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    const said = message.text();
    if (message.type() === 'error' && !expectFaults) faults.push(`console: ${said}`);
    if (/Content.Security.Policy/i.test(said)) faults.push(`policy: ${said}`);
  });
  page.setDefaultTimeout(15_000);
  await prepare?.(page);
  await page.goto(base + path, { waitUntil: 'domcontentloaded' });
  return {
    page,
    shot: (name) => page.screenshot({ path: join(SHOTS, `${name}.png`) }),
    async close() {
      await context.close();
      if (faults.length > 0) throw new Error(faults.join('; '));
    },
  };
}

/** Waits until the map has drawn everything it asked for. */
export async function mapReady(page) {
  await page.waitForFunction(() => window.gridwardMap?.getLayer('place-dot') !== undefined);
  await mapIdle(page);
}
export function mapIdle(page) {
  return page.evaluate(() => new Promise((resolve) => {
    const map = window.gridwardMap;
    map.once('idle', resolve);
    map.triggerRepaint();
  }));
}

/** How many colours the picture has that is copied for the printer: an empty one has one. */
export async function printedColours(page) {
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  return page.evaluate(() => {
    const copy = document.querySelector('canvas.picture');
    const pixels = copy.getContext('2d').getImageData(0, 0, copy.width, copy.height).data;
    return new Set(Array.from({ length: 4000 }, (_, k) => { const at = Math.floor((k * pixels.length) / 16000) * 4; return `${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`; })).size;
  });
}

/** Runs the tests one after another and returns the counts. */
export async function runTests(tests, surroundings, only) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, run } of tests) {
    if (only && !name.includes(only)) continue;
    const from = Date.now();
    try {
      const skipped = await run(surroundings);
      if (typeof skipped === 'string') {
        counts.skipped += 1;
        console.log(`skipped: ${name}: ${skipped}`);
      } else {
        counts.passed += 1;
        console.log(`ok: ${name} (${Date.now() - from} ms)`);
      }
    } catch (error) {
      counts.failed += 1;
      console.log(`FAILED: ${name}\n    ${String(error.stack ?? error).split('\n').slice(0, 6).join('\n    ')}`);
    }
  }
  return counts;
}
