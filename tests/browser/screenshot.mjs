// Takes the pictures for the documents: `node screenshot.mjs OUT.png [HASH]`, HASH as the page's "copy link" gives it;
// `node screenshot.mjs OUT.png dispatch` takes the dispatch page with a case being typed.
import { api, firstEvent, openDesk } from './desk.mjs';
import { findChromium, launch, mapIdle, mapReady, openPage } from './harness.mjs';
import { insidePlace } from './places.mjs';
import { chooseServer } from './servers.mjs';

const [out, hash] = process.argv.slice(2);
if (!out) throw new Error('usage: node screenshot.mjs OUT.png [HASH | dispatch]');
const server = await chooseServer();
const browser = await launch(findChromium());
const around = { base: server.url, kind: server.kind };

async function locate(district) {
  const { at } = await insidePlace({ base: server.url, district });
  const path = hash ?? `#/locate?at=${at.lon},${at.lat}&r=60&map=14.30/${at.lat}/${at.lon}`;
  const opened = await openPage(browser, server.url, { path: `/${path}` });
  await mapReady(opened.page);
  await opened.page.getByTestId('answer-plan').waitFor();
  return opened;
}

async function dispatch(district) {
  const { at } = await insidePlace({ base: server.url, district });
  const { leaf } = await firstEvent(api(around));
  const opened = await openDesk(browser, around);
  await mapReady(opened.page);
  await opened.page.getByTestId('intake-class').fill(leaf.code);
  await opened.page.keyboard.press('Enter');
  await opened.page.keyboard.insertText(`WGS84 ${at.lon},${at.lat}`);
  await opened.page.keyboard.press('Enter');
  await opened.page.keyboard.insertText('居民来电：路口有散落垃圾，已有两天，影响通行。');
  await opened.page.getByTestId('proposal').getByTestId('owner').waitFor();
  return opened;
}

try {
  const district = await (await fetch(`${server.url}/api/v1/district`)).json();
  const { page, close } = await (hash === 'dispatch' ? dispatch : locate)(district);
  await mapIdle(page);
  await page.screenshot({ path: out });
  await close();
} finally {
  await browser.close();
  server.close();
}
