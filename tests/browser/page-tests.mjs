// The page itself: it loads, draws, speaks two languages, shows faults in words, and fits a phone.
import assert from 'node:assert/strict';
import { mapIdle, mapReady, openPage, PHONE } from './harness.mjs';
import { hoverDefault, insidePlace, layersInOrder } from './places.mjs';

export const pageTests = [
  {
    name: 'the page loads in Chinese, draws every layer, and asks nobody else',
    async run({ browser, base, district }) {
      const { page, shot, close } = await openPage(browser, base);
      await page.getByRole('heading', { level: 1, name: '这里归谁负责？' }).waitFor();
      const interactive_ms = await page.evaluate(() => Math.round(performance.getEntriesByName('gridward-usable')[0].startTime));
      await mapReady(page);
      const map_ms = await page.evaluate(() => Math.round(performance.now()));
      console.log(`    question field usable after ${interactive_ms} ms, map drawn after ${map_ms} ms`);
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
      assert.ok((await page.title()).includes(district.name.zh));
      await shot('desktop-zh-empty');
      for (const layer of layersInOrder(district)) {
        const zoom = Math.max(layer.minzoom, 14);
        await page.evaluate((z) => window.gridwardMap.jumpTo({ zoom: z }), zoom);
        await mapIdle(page);
        const drawn = await page.evaluate((name) => window.gridwardMap.queryRenderedFeatures({ layers: [`${name}-border`, `${name}-fill`] }).length, layer.name);
        assert.ok(drawn > 0, `${layer.name} is not drawn at zoom ${zoom}`);
      }
      assert.ok(Number.isFinite(interactive_ms), 'the page marks when its question field is usable');
      await close();
    },
  },
  {
    name: 'the legend always says which borders are synthetic',
    async run({ browser, base, district }) {
      const { page, close } = await openPage(browser, base);
      const legend = page.getByTestId('legend');
      await legend.waitFor();
      const text = await legend.innerText();
      for (const layer of district.layers.filter((l) => l.synthetic)) assert.ok(text.includes(layer.title.zh), `${layer.name} is not named in: ${text}`);
      if (district.layers.some((l) => l.synthetic)) assert.match(text, /合成/);
      await close();
    },
  },
  {
    name: 'hovering names the cell with its code',
    async run({ browser, base, district }) {
      const { page, shot, close } = await openPage(browser, base);
      await mapReady(page);
      const { at } = await insidePlace({ base, district });
      const layer = hoverDefault(district);
      await page.evaluate(([p, z]) => window.gridwardMap.jumpTo({ center: [p.lon, p.lat], zoom: z }), [at, Math.max(14, layer.minzoom)]);
      await mapIdle(page);
      const box = await page.getByTestId('map').boundingBox();
      await page.mouse.move(box.x + box.width / 2 - 3, box.y + box.height / 2);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      const card = page.getByTestId('hover');
      await card.waitFor();
      const answer = await (await fetch(`${base}/api/v1/locate?lon=${at.lon}&lat=${at.lat}&datum=wgs84`)).json();
      assert.ok((await card.innerText()).includes(answer.layers[layer.name].code));
      await shot('desktop-zh-hover');
      await close();
    },
  },
  {
    name: 'the layer panel hides and shows a layer',
    async run({ browser, base, district }) {
      const { page, close } = await openPage(browser, base);
      await mapReady(page);
      const { name } = layersInOrder(district)[1];
      const visibility = () => page.evaluate((n) => window.gridwardMap.getLayoutProperty(`${n}-border`, 'visibility'), name);
      await page.getByTestId(`show-${name}`).uncheck();
      assert.equal(await visibility(), 'none');
      assert.ok(!page.url().split('on=')[1].split('&')[0].split(',').includes(name));
      await page.getByTestId(`show-${name}`).check();
      assert.equal(await visibility(), 'visible');
      await close();
    },
  },
  {
    name: 'the language switch turns the whole page to English and is remembered',
    async run({ browser, base }) {
      const { page, shot, close } = await openPage(browser, base);
      await mapReady(page);
      await page.getByTestId('language').click();
      await page.getByRole('heading', { level: 1, name: 'Who answers for this place?' }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
      const text = await page.evaluate(() => document.querySelector('.locate').innerText);
      const districtWords = new Set((await page.evaluate(() => document.querySelector('.plan select').innerText)).split(''));
      const chinese = [...text].filter((c) => /\p{Script=Han}/u.test(c) && !districtWords.has(c));
      assert.ok(chinese.length < 20, `still Chinese: ${chinese.join('')}`);
      await shot('desktop-en-empty');
      await page.goto(base, { waitUntil: 'domcontentloaded' });
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Who answers for this place?' }).waitFor();
      await close();
    },
  },
  {
    name: 'an unreachable server is said in words and recovered from',
    async run({ browser, base }) {
      let broken = true;
      const { page, shot, close } = await openPage(browser, base, {
        expectFaults: true,
        prepare: (p) => p.route('**/api/v1/district', (route) => (broken ? route.abort() : route.continue())),
      });
      const fault = page.getByTestId('fault');
      await fault.waitFor();
      assert.match(await fault.innerText(), /连接不到服务器/);
      await shot('desktop-zh-unreachable');
      broken = false;
      await page.getByRole('button', { name: '重试' }).click();
      await mapReady(page);
      assert.equal(await fault.count(), 0);
      await close();
    },
  },
  {
    name: 'a phone shows map, question and answer without scrolling sideways',
    async run({ browser, base, district }) {
      const { page, shot, close } = await openPage(browser, base, { viewport: PHONE, context: { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } });
      await mapReady(page);
      await shot('phone-zh-empty');
      const { at } = await insidePlace({ base, district });
      await page.getByTestId('coordinates').fill(`${at.lon},${at.lat}`);
      await page.getByTestId('locate').tap();
      await page.getByTestId(`answer-${hoverDefault(district).name}`).waitFor();
      await mapIdle(page);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
      const small = await page.evaluate(() => [...document.querySelectorAll('button')].filter((b) => b.offsetParent && b.getBoundingClientRect().height < 22).map((b) => b.outerHTML.slice(0, 80)));
      assert.deepEqual(small, []);
      await shot('phone-zh-answer');
      await close();
    },
  },
];
