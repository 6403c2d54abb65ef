// Signing in and asking the dispatch routes beside the page: what tests compare the page with.
import { openPage } from './harness.mjs';

/** The mock's invented account; another server names its own in GRIDWARD_ACCOUNT and GRIDWARD_PASSWORD. */
export const credentials = ({ kind }) => {
  const { GRIDWARD_ACCOUNT: account, GRIDWARD_PASSWORD: password } = process.env;
  if (account && password) return { account, password };
  return kind === 'mock' ? { account: 'dispatcher', password: 'gridward-demo' } : null;
};

const tokens = new Map();

/** Asks as a second client of the same account: `api('/cases', { … })` posts, `api('/queues')` reads. */
export function api({ base, kind }) {
  return async (path, body) => {
    const known = credentials({ kind });
    if (!tokens.has(base)) {
      const signed = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(known) });
      tokens.set(base, (await signed.json()).token);
    }
    const headers = { authorization: `Bearer ${tokens.get(base)}`, 'content-type': 'application/json' };
    const answer = await fetch(`${base}/api/v1${path}`, body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, date: answer.headers.get('date'), body: await answer.json() };
  };
}

/** A case as another source would send it, at the server's own time. */
export async function send(at, ask, { lon, lat, ...more }) {
  const now = Date.parse((await ask('/queues')).date);
  return ask('/cases', { id: `demo-${at}-${Math.random().toString(36).slice(2, 10)}`, reported_at: new Date(now).toISOString(), lon, lat, datum: 'wgs84', text: '示范：浏览器测试', synthetic: true, ...more });
}

/** The page, signed in, with its list there. */
export async function openDesk(browser, { base, kind }, options = {}) {
  const opened = await openPage(browser, base, { path: '/#/dispatch', ...options });
  await signIn(opened.page, { kind });
  return opened;
}

export async function signIn(page, { kind }) {
  const { account, password } = credentials({ kind });
  await page.getByTestId('account').fill(account);
  await page.getByTestId('password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByTestId('dispatch').waitFor();
  await page.locator('[data-case], [data-test=empty]').first().waitFor();
}

/** A class that one can find by its first letters, and a source. */
export async function firstEvent(ask) {
  const [classes, sources] = await Promise.all([ask('/classes'), ask('/sources')]);
  const parents = new Set(classes.body.classes.map((node) => node.parent));
  const leaf = classes.body.classes.find((node) => node.code.startsWith('E01') && !parents.has(node.code) && node.name.zh.includes('暴露')) ?? classes.body.classes.find((node) => node.code.startsWith('E') && !parents.has(node.code));
  return { leaf, source: sources.body.sources[0] };
}

/** Open cases of one's own unit and below, once the page knows them. */
export async function unitCount(page) {
  const count = page.getByTestId('queue-unit').getByTestId('count');
  await count.filter({ hasText: /^\d+$/ }).waitFor();
  return Number(await count.innerText());
}

/** Chooses a class as a quick dispatcher does, once the list is there; the cursor then stands in the field of the place. */
export async function chooseClass(page, code) {
  await page.getByTestId('intake-class').fill(code);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'intake-place');
}
