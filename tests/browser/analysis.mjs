// The analysis page under test: opening it signed in or not, reading what it shows, and asking beside it what it should show.
import { openPage } from './harness.mjs';
import { api, credentials } from './desk.mjs';

const tokens = new Map();

async function tokenOf({ base, kind }) {
  if (!tokens.has(base)) {
    const answer = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(credentials({ kind })) });
    tokens.set(base, (await answer.json()).token);
  }
  return tokens.get(base);
}

/** The page; `everybody` opens it without an account. */
export async function openAnalysis(browser, around, { query = '', everybody = false, prepare, ...more } = {}) {
  const token = everybody ? null : await tokenOf(around);
  const opened = await openPage(browser, around.base, {
    path: `/#/analysis${query === '' ? '' : `?${query}`}`,
    prepare: async (page) => {
      if (token) await page.addInitScript((kept) => sessionStorage.getItem('gridward-session') ?? sessionStorage.setItem('gridward-session', kept), token);
      await prepare?.(page);
    },
    ...more,
  });
  await opened.page.getByTestId('analysis').waitFor();
  return opened;
}

/** Waits until the map with its figures has come to rest. */
export async function drawn(page, name = 'gridwardMap') {
  await page.waitForFunction((map) => window[map]?.getLayer('drawn-area-line') !== undefined && window[map].getSource('figure') !== undefined, name);
  await page.evaluate((map) => new Promise((resolve) => {
    window[map].once('idle', resolve);
    window[map].triggerRepaint();
  }), name);
}

/** Attributes of what the map draws, by code. */
export const shownCells = (page, name = 'gridwardMap') => page.evaluate((map) => Object.fromEntries(window[map].queryRenderedFeatures({ layers: ['figure-fill'] }).map((found) => [found.properties.code, found.properties])), name);

/** A pixel of the page inside a cell that has cases, and its attributes. */
export const cellWithCases = (page) => page.evaluate(() => {
  const map = window.gridwardMap;
  const box = map.getContainer().getBoundingClientRect();
  for (let k = 0; k < 400; k += 1) {
    const [x, y] = [box.width * (0.38 + 0.3 * ((k * 0.618) % 1)), box.height * (0.25 + 0.4 * ((k * 0.381) % 1))];
    const found = map.queryRenderedFeatures([x, y], { layers: ['figure-fill'] })[0];
    if (found?.properties.cases > 0) return { x: box.x + x, y: box.y + y, cell: found.properties };
  }
  return null;
});

/** A test that needs figures; a server without them skips it. `ask` is a second client of the page's account. */
export const analysis = (name, run) => ({
  name: `analysis: ${name}`,
  async run(around) {
    if (!credentials(around)) return 'no account: set GRIDWARD_ACCOUNT and GRIDWARD_PASSWORD';
    const ask = api(around);
    const known = await ask('/figures/series?step=month');
    if (known.status !== 200) return `the server counts no series (${known.status})`;
    if (!known.body.periods.some((period) => period.cases > 0)) return 'the store has no cases: set GRIDWARD_FILL';
    return run({ ...around, ask });
  },
});

/** The sum beside the map, once the counting has come to rest. */
export async function sumOf(page) {
  await page.waitForFunction(() => document.querySelector('[data-test=figures]')?.getAttribute('aria-busy') === 'false' && document.querySelector('[data-test=sum]'));
  return Number(await page.getByTestId('sum').getAttribute('data-cases'));
}
export const sumIs = (page, cases) => page.waitForFunction((n) => document.querySelector('[data-test=sum]')?.dataset.cases === String(n), cases);

export const legendText = (page) => page.getByTestId('figure-legend').innerText();
/** First and last day. */
export const periodOf = async (page) => [await page.getByTestId('from').inputValue(), await page.getByTestId('to').inputValue()];
export const nextDay = (date) => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

/** The series of the page's period, asked by a second client. */
export async function seriesOf(page, ask, more = '') {
  const [from, to] = await periodOf(page);
  return ask(`/figures/series?step=day&from=${from}&to=${nextDay(to)}${more}`);
}
