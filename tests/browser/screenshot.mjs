// Takes the picture for the README: `node screenshot.mjs OUT.png [HASH]`, HASH as the page's "copy link" gives it.
import { findChromium, launch, mapIdle, mapReady, openPage } from './harness.mjs';
import { insidePlace } from './places.mjs';
import { chooseServer } from './servers.mjs';

const [out, hash] = process.argv.slice(2);
if (!out) throw new Error('usage: node screenshot.mjs OUT.png [HASH]');
const server = await chooseServer();
const browser = await launch(findChromium());
try {
  const district = await (await fetch(`${server.url}/api/v1/district`)).json();
  const { at } = await insidePlace({ base: server.url, district });
  const path = hash ?? `#/locate?at=${at.lon},${at.lat}&r=60&map=14.30/${at.lat}/${at.lon}`;
  const { page, close } = await openPage(browser, server.url, { path: `/${path}` });
  await mapReady(page);
  await page.getByTestId('answer-plan').waitFor();
  await mapIdle(page);
  await page.screenshot({ path: out });
  await close();
} finally {
  await browser.close();
  server.close();
}
