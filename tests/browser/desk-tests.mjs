// The dispatcher's page: intake without a mouse, live queues, nothing lost, nothing doubled.
import assert from 'node:assert/strict';
import { api, chooseClass, credentials, firstEvent, openDesk, send, signIn, unitCount } from './desk.mjs';
import { mapIdle, mapReady, openPage, PHONE } from './harness.mjs';
import { insidePlace } from './places.mjs';

/** A test that needs an account; without one it is skipped. */
const desk = (name, run) => ({
  name,
  run: (around) => (credentials(around) ? run({ ...around, ask: api(around) }) : 'no account: set GRIDWARD_ACCOUNT and GRIDWARD_PASSWORD'),
});

/** Presses keys and counts them; pasting is one. */
function keys(page) {
  let count = 0;
  return {
    press: async (...names) => { for (const name of names) { count += 1; await page.keyboard.press(name); } },
    type: async (text) => { count += text.length; await page.keyboard.type(text); },
    paste: async (text) => { count += 1; await page.keyboard.insertText(text); },
    count: () => count,
  };
}
const arrived = (page) => page.locator('[data-test=outbox] [data-state=sent]').first();

export const deskTests = [
  desk('signing in says what is wrong, keeps the token in this tab only, and signing out forgets it', async ({ browser, base, kind }) => {
    const { page, shot, close } = await openPage(browser, base, { path: '/#/dispatch', expectFaults: true });
    await page.getByTestId('sign-in').waitFor();
    await shot('desk-zh-sign-in');
    await page.getByTestId('account').fill('nobody');
    await page.getByTestId('password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('账号或密码不对').waitFor();
    await signIn(page, { kind });
    const kept = await page.evaluate(() => ({ session: Object.keys(sessionStorage).join(), local: JSON.stringify(localStorage), cookie: document.cookie }));
    assert.match(kept.session, /gridward-session/);
    assert.doesNotMatch(kept.local + kept.cookie, /session|token/i);
    await page.reload();
    await page.getByTestId('dispatch').waitFor();
    await page.getByTestId('sign-out').click();
    await page.getByTestId('sign-in').waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.getItem('gridward-session')), null);
    await close();
  }),
  desk('the keyboard alone routes a case in at most sixteen key presses, with owner, deadline and reasons in sight', async ({ browser, base, kind, district, ask }) => {
    const { at } = await insidePlace({ base, district });
    const { leaf } = await firstEvent(ask);
    const { page, shot, close } = await openDesk(browser, { base, kind });
    await mapReady(page);
    const from = Date.now();
    const k = keys(page);
    await k.type(leaf.code);
    await k.press('Enter');
    await k.paste(`wgs84 ${at.lon},${at.lat}`);
    await k.press('Enter');
    await k.paste('示范：路口有散落垃圾，已有两天。');
    await page.locator('[data-test=proposal] [data-test=owner]').waitFor();
    await page.waitForFunction(() => document.querySelector('[data-test=proposal]').getAttribute('aria-busy') === 'false');
    const owner = await page.locator('[data-test=proposal] [data-test=owner]').innerText();
    assert.match(await page.locator('[data-test=proposal] [data-test=border]').innerText(), /^[\d.]+ k?m$/);
    await mapIdle(page);
    await shot('desk-zh-proposal');
    await k.press('Control+Enter');
    await arrived(page).waitFor();
    console.log(`    routed with ${k.count()} key presses; the program waited ${Date.now() - from} ms, map pictures included`);
    assert.ok(k.count() <= 16, `${k.count()} key presses`);
    const id = await arrived(page).getAttribute('data-id');
    const found = (await ask(`/cases/${id}`)).body;
    assert.equal(found.class.code, leaf.code);
    assert.ok([found.unit.name.zh, `进入“${found.queue}”队列`].includes(owner) || found.queue, `${owner} is not ${found.unit.name.zh}`);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'intake-class', 'the form is ready for the next call');
    await close();
  }),
  desk('initials find a class, and the pin is set from the keyboard', async ({ browser, base, kind, ask }) => {
    const { leaf } = await firstEvent(ask);
    const { page, shot, close } = await openDesk(browser, { base, kind });
    await mapReady(page);
    await page.getByTestId('intake-class').focus();
    if (leaf.name.zh.startsWith('暴露')) {
      await page.keyboard.type('bl');
      await page.locator('#intake-class-list').getByText(leaf.code).waitFor();
      await shot('desk-zh-class');
    }
    await chooseClass(page, leaf.code);
    await page.keyboard.press('F2');
    await page.getByTestId('pin-hint').waitFor();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
    await mapIdle(page);
    await shot('desk-zh-pin');
    await page.keyboard.press('Enter');
    await page.getByTestId('pin-hint').waitFor({ state: 'detached' });
    assert.match(await page.getByTestId('place-reading').innerText(), /地图选点 \d+\.\d{6}, \d+\.\d{6}/);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.test), 'intake-text');
    await page.getByTestId('proposal').getByTestId('decision').waitFor();
    await close();
  }),
  desk('an address offers places of the district with confidence, and exchanged coordinates are pointed out', async ({ browser, base, kind, district, ask }) => {
    const { leaf } = await firstEvent(ask);
    const [known] = (await ask(`/places?q=${encodeURIComponent('路')}&limit=1`)).body.places;
    const name = known?.name.zh ?? '永盛路';
    const { page, shot, close } = await openDesk(browser, { base, kind });
    await chooseClass(page, leaf.code);
    await page.getByTestId('intake-place').fill(name);
    const first = page.locator('#intake-place-list [role=option]').first();
    await first.waitFor();
    assert.match(await first.innerText(), /%/);
    await shot('desk-zh-address');
    await page.keyboard.press('Enter');
    await page.getByText('已选地点').waitFor();
    const { at } = await insidePlace({ base, district });
    await page.getByTestId('intake-place').fill(`${at.lat},${at.lon}`);
    await page.getByTestId('place-trouble').waitFor();
    await close();
  }),
  desk('a case from elsewhere appears by itself, with counts, as it is told by the stream', async ({ browser, base, kind, district, ask }) => {
    const { at } = await insidePlace({ base, district });
    const { leaf, source } = await firstEvent(ask);
    const { page, close } = await openDesk(browser, { base, kind });
    await page.locator('[data-test=live].stream').waitFor();
    const before = await unitCount(page);
    const sent = await send('live', ask, { ...at, class: leaf.code, source: source.code });
    await page.locator(`[data-case="${sent.body.id}"]`).waitFor();
    await page.waitForFunction((n) => Number(document.querySelector('[data-test=queue-unit] [data-test=count]').innerText) === n + 1, before);
    await page.locator(`[data-case="${sent.body.id}"]`).click();
    await page.getByTestId('case-class').waitFor();
    const voided = await ask(`/cases/${sent.body.id}/events`, { act: 'void', reason: 'test' });
    assert.equal(voided.status, 200, JSON.stringify(voided.body));
    await page.locator('[data-test=history] [data-act=void]').waitFor();
    await page.waitForFunction((n) => Number(document.querySelector('[data-test=queue-unit] [data-test=count]').innerText) === n, before);
    await close();
  }),
  desk('without the stream the page polls and says so, and returns to the stream', async ({ browser, base, kind }) => {
    let broken = true;
    const { page, close } = await openDesk(browser, { base, kind }, { expectFaults: true, prepare: (p) => p.route('**/api/v1/stream', (route) => (broken ? route.abort() : route.continue())) });
    await page.locator('[data-test=live].polling').waitFor();
    broken = false;
    await page.locator('[data-test=live].stream').waitFor();
    await close();
  }),
  desk('an answer that was lost on the way is asked for again under the same identity, and nothing is doubled', async ({ browser, base, kind, district, ask }) => {
    const { at } = await insidePlace({ base, district });
    const { leaf } = await firstEvent(ask);
    const sent = [];
    const { page, shot, close } = await openDesk(browser, { base, kind }, {
      expectFaults: true,
      prepare: (p) => p.route('**/api/v1/cases', async (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        sent.push(route.request().postData());
        if (sent.length > 1) return route.continue();
        // The server takes it; the answer never arrives.
        await route.fetch();
        return route.abort('connectionreset');
      }),
    });
    const before = await unitCount(page);
    await chooseClass(page, leaf.code);
    await page.keyboard.insertText(`wgs84 ${at.lon},${at.lat}`);
    await page.keyboard.press('Control+Enter');
    await page.locator('[data-test=outbox] [data-state=waiting]').waitFor();
    await shot('desk-zh-waiting');
    await arrived(page).waitFor();
    assert.equal(sent.length, 2);
    assert.equal(sent[0], sent[1], 'the second try is the first, letter for letter');
    assert.match(await arrived(page).innerText(), /未重复/);
    await page.waitForFunction((n) => Number(document.querySelector('[data-test=queue-unit] [data-test=count]').innerText) === n + 1, before);
    await close();
  }),
  desk('a case taken down without a network survives a reload of the page and arrives later', async ({ browser, base, kind, district, ask }) => {
    const { at } = await insidePlace({ base, district });
    const { leaf } = await firstEvent(ask);
    let down = false;
    const { page, close } = await openDesk(browser, { base, kind }, { expectFaults: true, prepare: (p) => p.route('**/api/v1/cases', (route) => (down && route.request().method() === 'POST' ? route.abort('internetdisconnected') : route.continue())) });
    page.on('dialog', (dialog) => dialog.accept());
    down = true;
    await chooseClass(page, leaf.code);
    await page.keyboard.insertText(`wgs84 ${at.lon},${at.lat}`);
    await page.keyboard.press('Control+Enter');
    const waiting = page.locator('[data-test=outbox] [data-state=waiting]');
    await waiting.waitFor();
    const id = await waiting.getAttribute('data-id');
    await page.reload();
    await waiting.waitFor();
    down = false;
    await page.getByTestId('outbox-now').click();
    await arrived(page).waitFor();
    assert.equal(await arrived(page).getAttribute('data-id'), id);
    assert.equal((await ask(`/cases/${id}`)).status, 200);
    await close();
  }),
  desk('a possible duplicate is offered while typing, and the report can be attached to it', async ({ browser, base, kind, district, ask }) => {
    const { at } = await insidePlace({ base, district });
    const { leaf, source } = await firstEvent(ask);
    const first = await send('double', ask, { ...at, class: leaf.code, source: source.code });
    const { page, shot, close } = await openDesk(browser, { base, kind });
    await chooseClass(page, leaf.code);
    await page.keyboard.insertText(`wgs84 ${at.lon},${at.lat}`);
    const row = page.locator('[data-test=duplicates] li').filter({ hasText: first.body.id });
    await row.getByTestId('attach-to').click();
    await shot('desk-zh-duplicate');
    await page.keyboard.press('Control+Enter');
    await arrived(page).getByText('已并入').waitFor();
    const id = await arrived(page).getAttribute('data-id');
    assert.equal((await ask(`/cases/${id}`)).body.stage, 'void');
    await close();
  }),
  desk('from the list to a note in the history by keys only, and a file beside it', async ({ browser, base, kind, district, ask }) => {
    const { at } = await insidePlace({ base, district });
    const { leaf, source } = await firstEvent(ask);
    const sent = await send('note', ask, { ...at, class: leaf.code, source: source.code });
    const { page, shot, close } = await openDesk(browser, { base, kind });
    await page.locator(`[data-case="${sent.body.id}"]`).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.getByTestId('case-class').waitFor();
    await page.keyboard.press('m');
    await page.getByTestId('act-form').waitFor();
    await page.keyboard.type('电话已回复');
    await page.keyboard.press('Control+Enter');
    await page.locator('[data-test=history] [data-act=note]').getByText('电话已回复').waitFor();
    await page.keyboard.press('i');
    await page.getByTestId('field-file').setInputFiles({ name: '现场.txt', mimeType: 'text/plain', buffer: Buffer.from('示范附件') });
    await page.getByTestId('act-submit').click();
    await page.locator('[data-test=history] [data-act=attach]').getByText('现场.txt').waitFor();
    await mapReady(page);
    await mapIdle(page);
    await shot('desk-zh-case');
    await page.keyboard.press('Escape');
    await page.getByTestId('case').waitFor({ state: 'detached' });
    await close();
  }),
  desk('what others did meanwhile and what is not lawful is said plainly, with what is', async ({ browser, base, kind, district, ask }) => {
    const { at } = await insidePlace({ base, district });
    const { leaf, source } = await firstEvent(ask);
    const sent = await send('late', ask, { ...at, class: leaf.code, source: source.code });
    let blind = true;
    const { page, shot, close } = await openDesk(browser, { base, kind }, {
      expectFaults: true,
      prepare: async (p) => {
        // No stream: the page does not hear what the other client does.
        await p.route('**/api/v1/stream', (route) => route.abort());
        await p.route('**/events', (route) => {
          if (route.request().method() !== 'POST' || blind) return route.continue();
          const { revision: _, ...rest } = route.request().postDataJSON();
          return route.continue({ postData: JSON.stringify(rest) });
        });
      },
    });
    await page.locator(`[data-case="${sent.body.id}"]`).click();
    await page.getByTestId('act-void').waitFor();
    await page.keyboard.press('z');
    await page.getByTestId('field-reason').selectOption({ index: 1 });
    await ask(`/cases/${sent.body.id}/events`, { act: 'note', text: '另一席位' });
    await page.getByTestId('act-submit').click();
    await page.getByTestId('refused').getByText('刚被他人更新').waitFor();
    blind = false;
    await ask(`/cases/${sent.body.id}/events`, { act: 'void', reason: 'test' });
    await page.getByTestId('act-submit').click();
    await page.getByTestId('refused').getByText('当前不能办理').waitFor();
    assert.match(await page.getByTestId('refused').innerText(), /现在可以/);
    await shot('desk-zh-unlawful');
    await close();
  }),
  desk('a sensitive case is shown as masked, never as empty', async ({ browser, base, kind }) => {
    if (kind !== 'mock') return 'which cases are masked depends on the account';
    const { page, shot, close } = await openDesk(browser, { base, kind });
    await page.locator('[data-case]').filter({ hasText: '敏感，已隐去' }).first().click();
    await page.getByTestId('case').getByText('按权限隐去').waitFor();
    assert.equal(await page.getByTestId('stated').count(), 0);
    await shot('desk-zh-masked');
    return close();
  }),
  desk('digits choose queues, filters narrow the list, and the address restores the open case', async ({ browser, base, kind }) => {
    // A server that lists no near deadlines itself says so with 400; the page then looks for them.
    const { page, close } = await openDesk(browser, { base, kind }, { expectFaults: kind === 'server' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    const byDeadline = page.waitForRequest((request) => /overdue=true.*order=due/.test(request.url()));
    await page.keyboard.press('5');
    await byDeadline;
    await page.locator('[data-test=queue-overdue][aria-pressed=true]').waitFor();
    assert.match(page.url(), /queue=overdue/);
    await page.keyboard.press('6');
    await page.locator('[data-test=queue-due-soon][aria-pressed=true]').waitFor();
    await page.locator('[data-test=cases][aria-busy=false]').waitFor();
    assert.equal(await page.locator('[data-test=cases] [data-test=fault]').count(), 0, 'cases near their deadline are listed');
    await page.keyboard.press('7');
    await page.keyboard.press('/');
    await page.getByTestId('filter-stage').selectOption('closed');
    await page.waitForFunction(() => [...document.querySelectorAll('[data-case]')].every((row) => row.innerText.includes('已结案')) || document.querySelector('[data-test=empty]'));
    await page.getByTestId('filter-stage').selectOption('');
    const first = page.locator('[data-case]').first();
    await first.waitFor();
    await first.click();
    const title = await page.getByTestId('case-class').innerText();
    await page.reload();
    await page.getByTestId('case-class').waitFor();
    assert.equal(await page.getByTestId('case-class').innerText(), title);
    await close();
  }),
  desk('the language switch turns the dispatch page to English', async ({ browser, base, kind, district, ask }) => {
    const { at } = await insidePlace({ base, district });
    const { leaf } = await firstEvent(ask);
    const { page, shot, close } = await openDesk(browser, { base, kind });
    await page.getByTestId('language').click();
    await page.getByRole('heading', { level: 1, name: 'Dispatch' }).waitFor();
    await chooseClass(page, leaf.code);
    await page.keyboard.insertText(`wgs84 ${at.lon},${at.lat}`);
    await page.locator('[data-test=proposal] [data-test=owner]').waitFor();
    await mapReady(page);
    const text = await page.evaluate(() => ['.top', '.intake form', '.tabs'].map((part) => document.querySelector(part)?.innerText ?? '').join('\n'));
    const chinese = text.match(/\p{Script=Han}+/gu) ?? [];
    assert.ok(chinese.length < 4, `still Chinese: ${chinese.join(' ')}`);
    await shot('desk-en-proposal');
    await page.locator('[data-case]').nth(4).click();
    await page.getByTestId('case-class').waitFor();
    await mapIdle(page);
    await shot('desk-en-case');
    await close();
  }),
  desk('a phone shows queues, intake and map one at a time without scrolling sideways', async ({ browser, base, kind }) => {
    const { page, shot, close } = await openPage(browser, base, { path: '/#/dispatch', viewport: PHONE, context: { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } });
    await page.getByTestId('sign-in').waitFor();
    const { account, password } = credentials({ kind });
    await page.getByTestId('account').fill(account);
    await page.getByTestId('password').fill(password);
    await page.getByTestId('sign-in-submit').tap();
    for (const tab of ['work', 'map', 'board']) {
      await page.getByTestId(`tab-${tab}`).tap();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width, `${tab} scrolls sideways`);
      await shot(`desk-phone-zh-${tab}`);
    }
    await page.locator('[data-case]').first().tap();
    await page.getByTestId('case-class').waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
    const small = await page.evaluate(() => [...document.querySelectorAll('.acts button')].filter((b) => b.offsetParent && b.getBoundingClientRect().height < 30).map((b) => b.innerText));
    assert.deepEqual(small, []);
    await shot('desk-phone-zh-case');
    await close();
  }),
];
