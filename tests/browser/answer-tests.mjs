// Asking for a place by mouse, by typing and by keyboard, and what the answer shows.
import assert from 'node:assert/strict';
import { mapIdle, mapReady, openPage, printedColours } from './harness.mjs';
import { finest, hoverDefault, insidePlace, layersInOrder } from './places.mjs';

const codeOf = (page, layer) => page.getByTestId(`answer-${layer}`).getByTestId('code').innerText();

async function type(page, text) {
  await page.getByTestId('coordinates').fill(text);
  await page.getByTestId('locate').click();
}

export const answerTests = [
  {
    name: 'a click answers with code, status and distance to the border in every layer',
    async run({ browser, base, district }) {
      const { page, shot, close } = await openPage(browser, base);
      await mapReady(page);
      const { at, answer } = await insidePlace({ base, district });
      await page.evaluate((p) => window.gridwardMap.jumpTo({ center: [p.lon, p.lat], zoom: 14.5 }), at);
      await mapIdle(page);
      const box = await page.getByTestId('map').boundingBox();
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      for (const layer of layersInOrder(district)) {
        assert.equal(await codeOf(page, layer.name), answer.layers[layer.name].code);
        assert.match(await page.getByTestId(`answer-${layer.name}`).getByTestId('border').innerText(), /^[\d.]+ k?m$/);
      }
      await mapIdle(page);
      const owner = await page.evaluate((name) => window.gridwardMap.queryRenderedFeatures({ layers: [`${name}-owner-line`] }).map((f) => f.properties.code), hoverDefault(district).name);
      assert.ok(owner.includes(answer.layers[hoverDefault(district).name].code), 'the owning cell is not marked on the map');
      await shot('desktop-zh-answer');
      await close();
    },
  },
  {
    name: 'typed coordinates give the same answer as the server, and GCJ-02 a moved one',
    async run({ browser, base, district }) {
      const { page, close } = await openPage(browser, base);
      await mapReady(page);
      const { at, answer } = await insidePlace({ base, district });
      await type(page, `${at.lon}，${at.lat}`);
      assert.equal(await codeOf(page, finest(district).name), answer.layers[finest(district).name].code);
      await page.getByTestId('datum').selectOption('gcj02');
      await type(page, `${at.lon},${at.lat}`);
      const moved = await (await fetch(`${base}/api/v1/locate?lon=${at.lon}&lat=${at.lat}&datum=gcj02`)).json();
      await page.getByText(moved.place.lon.toFixed(6)).first().waitFor();
      assert.notEqual(moved.place.lon.toFixed(4), at.lon.toFixed(4));
      await close();
    },
  },
  {
    name: 'exchanged and unreadable coordinates are pointed out before anything is sent',
    async run({ browser, base, district }) {
      const { page, shot, close } = await openPage(browser, base);
      await mapReady(page);
      const { at } = await insidePlace({ base, district });
      await type(page, '闵行');
      assert.match(await page.getByTestId('search-trouble').innerText(), /无法识别/);
      await type(page, `${at.lat},${at.lon}`);
      assert.match(await page.getByTestId('search-trouble').innerText(), /写反/);
      await shot('desktop-zh-swapped');
      await page.getByRole('button', { name: '按此查询' }).click();
      await page.getByTestId(`answer-${finest(district).name}`).waitFor();
      await close();
    },
  },
  {
    name: 'an accuracy radius draws the circle and lists candidates with shares',
    async run({ browser, base, district }) {
      const { page, shot, close } = await openPage(browser, base);
      await mapReady(page);
      const { at } = await insidePlace({ base, district });
      await type(page, `${at.lon},${at.lat}`);
      await page.getByTestId('accuracy').fill('200');
      const bars = page.getByTestId(`answer-${finest(district).name}`).locator('.candidates li');
      await bars.nth(1).waitFor();
      assert.match(await bars.first().innerText(), /%/);
      await mapIdle(page);
      assert.ok(await page.evaluate(() => window.gridwardMap.queryRenderedFeatures({ layers: ['place-circle'] }).length > 0));
      assert.match(page.url(), /r=200/);
      await shot('desktop-zh-accuracy');
      await bars.first().scrollIntoViewIfNeeded();
      await shot('desktop-zh-candidates');
      await close();
    },
  },
  {
    name: 'the keyboard alone finds, asks, reads and closes',
    async run({ browser, base, district }) {
      const { page, shot, close } = await openPage(browser, base);
      await mapReady(page);
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await shot('desktop-zh-shortcuts');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await page.keyboard.press('/');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'coordinates');
      const { at } = await insidePlace({ base, district });
      await page.keyboard.type(`${at.lon} ${at.lat}`);
      await page.keyboard.press('Enter');
      const first = await codeOf(page, finest(district).name);
      await page.keyboard.press('Escape');
      await page.getByTestId(`answer-${finest(district).name}`).waitFor({ state: 'detached' });
      await page.locator('.maplibregl-canvas').focus();
      for (let k = 0; k < 6; k += 1) {
        await page.keyboard.press('ArrowRight');
        await mapIdle(page);
      }
      await page.getByTestId('crosshair').waitFor();
      await page.keyboard.press('Enter');
      assert.notEqual(await codeOf(page, finest(district).name), first);
      await mapIdle(page);
      await shot('desktop-zh-keyboard');
      await close();
    },
  },
  {
    name: 'tabbing reaches search, options, answer, map and layers, always with a visible focus',
    async run({ browser, base }) {
      const { page, close } = await openPage(browser, base);
      await mapReady(page);
      const seen = new Set();
      for (let k = 0; k < 40; k += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const e = document.activeElement;
          const style = getComputedStyle(e);
          return { what: e.dataset.test ?? e.className ?? e.tagName, outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0, body: e === document.body };
        });
        if (at.body) break;
        assert.ok(at.outline, `no visible focus on ${at.what}`);
        seen.add(String(at.what));
      }
      for (const what of ['coordinates', 'datum', 'locate', 'accuracy', 'plan', 'as-of', 'language', 'maplibregl-canvas']) assert.ok(seen.has(what), `${what} cannot be reached; reached ${[...seen].join(' ')}`);
      await close();
    },
  },
  {
    name: 'a permalink restores place, radius, layers, plan, camera and language',
    async run({ browser, base, district }) {
      const { at } = await insidePlace({ base, district });
      const plan = [...district.plans].sort((a, b) => a.number - b.number)[0];
      const shown = layersInOrder(district).slice(0, 2).map((l) => l.name);
      const link = `/#/locate?at=${at.lon.toFixed(7)},${at.lat.toFixed(7)}&r=30&plan=${plan.number}&on=${shown.join(',')}&hover=${shown[1]}&map=13.50/${at.lat.toFixed(5)}/${at.lon.toFixed(5)}&lang=en`;
      const { page, shot, close } = await openPage(browser, base, { path: link });
      await mapReady(page);
      assert.match(await page.getByTestId('answer-plan').innerText(), new RegExp(`Plan ${plan.number} `));
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
      assert.equal(await page.getByTestId('accuracy').inputValue(), '30');
      assert.ok(Math.abs(await page.evaluate(() => window.gridwardMap.getZoom()) - 13.5) < 0.01);
      const visible = await page.evaluate((names) => names.filter((n) => window.gridwardMap.getLayoutProperty(`${n}-border`, 'visibility') !== 'none'), district.layers.map((l) => l.name));
      assert.deepEqual(visible.sort(), [...shown].sort());
      await shot('desktop-en-permalink');
      // The first plan covers less: the coarsest layer is the one that surely has an owner.
      const before = await codeOf(page, shown[0]);
      await page.reload();
      assert.equal(await codeOf(page, shown[0]), before);
      await close();
    },
  },
  {
    name: 'a refusal of the server shows its reason, the field and what would be right',
    async run({ browser, base, district }) {
      const refusal = { type: 'urn:gridward:problem:no-plan', title: 'No plan', status: 404, detail: 'No plan was in force on 1999-01-01.', field: 'as_of', expected: 'a date from 2024-01-01 on' };
      const { page, shot, close } = await openPage(browser, base, {
        expectFaults: true,
        prepare: (p) => p.route('**/api/v1/locate?*', (route) => route.fulfill({ status: 404, contentType: 'application/problem+json', body: JSON.stringify(refusal) })),
      });
      await mapReady(page);
      const { at } = await insidePlace({ base, district });
      await type(page, `${at.lon},${at.lat}`);
      const text = await page.getByTestId('fault').innerText();
      for (const part of [refusal.detail, refusal.field, refusal.expected]) assert.ok(text.includes(part), `${part} is not shown: ${text}`);
      await shot('desktop-zh-refused');
      await close();
    },
  },
  {
    name: 'the real refusal of an unknown date is shown in words',
    async run({ browser, base, district }) {
      const first = district.plans.map((p) => p.valid_from.slice(0, 10)).sort()[0];
      if (first <= '1990-01-01') return 'the district has a plan since ever';
      const { at } = await insidePlace({ base, district });
      const { page, close } = await openPage(browser, base, { path: `/#/locate?at=${at.lon},${at.lat}&asof=1990-01-01`, expectFaults: true });
      await page.getByTestId('fault').waitFor();
      await close();
    },
  },
  {
    name: 'the copied answer and link hold what is on the page',
    async run({ browser, base, district }) {
      const { page, close } = await openPage(browser, base, { context: { permissions: ['clipboard-read', 'clipboard-write'] } });
      await mapReady(page);
      const { at, answer } = await insidePlace({ base, district });
      await type(page, `${at.lon},${at.lat}`);
      await page.getByTestId('copy').click();
      await page.getByText('已复制').waitFor();
      const text = await page.evaluate(() => navigator.clipboard.readText());
      for (const found of Object.values(answer.layers)) assert.ok(text.includes(found.code));
      await page.getByTestId('link').click();
      await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('http'));
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), /#\/locate\?at=.*&plan=\d+.*&lang=zh-CN/);
      await close();
    },
  },
  {
    name: 'a place outside the district is answered as outside',
    async run({ browser, base, district }) {
      const [w, s, e, n] = district.bounds;
      const { page, shot, close } = await openPage(browser, base, { path: `/#/locate?at=${(w - 0.1 * (e - w)).toFixed(6)},${(s - 0.1 * (n - s)).toFixed(6)}` });
      await mapReady(page);
      await page.getByText('不在本区覆盖范围内').first().waitFor();
      await mapIdle(page);
      const both = await page.evaluate(([p, q]) => [p, q].every((at) => window.gridwardMap.getBounds().contains(at)), [[w - 0.1 * (e - w), s - 0.1 * (n - s)], [e, n]]);
      assert.ok(both, 'the map does not show the place together with the district');
      await shot('desktop-zh-outside');
      await close();
    },
  },
  {
    name: 'the printed page holds the map picture and the whole answer',
    async run({ browser, base, district }) {
      const { at } = await insidePlace({ base, district });
      const { page, shot, close } = await openPage(browser, base, { path: `/#/locate?at=${at.lon},${at.lat}` });
      await mapReady(page);
      await page.getByTestId(`answer-${finest(district).name}`).waitFor();
      const inked = await printedColours(page);
      assert.ok(inked > 8, `the printed map has only ${inked} colours`);
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 794, height: 1123 });
      await shot('print-zh');
      await close();
    },
  },
];
