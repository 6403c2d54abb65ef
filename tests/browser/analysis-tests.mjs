// The analysts' page: what the map shows equals what the server counts, in both languages, with mouse and keyboard.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { analysis, cellWithCases, drawn, legendText, nextDay, openAnalysis, periodOf, seriesOf, shownCells, sumIs, sumOf } from './analysis.mjs';
import { firstEvent, send } from './desk.mjs';
import { PHONE, printedColours } from './harness.mjs';

export const analysisTests = [
  analysis('cells carry the server’s figures, and the legend says unit, period, n, versions and synthetic', async ({ browser, ask: question, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around);
    await drawn(page);
    const [from, to] = await periodOf(page);
    const series = await seriesOf(page, question);
    assert.equal(await sumOf(page), series.body.cases);
    const text = await legendText(page);
    assert.match(text, /单位/);
    assert.match(text, new RegExp(`${from} 至 ${to}`));
    assert.match(text, /第 \d+ 版/);
    assert.match(await page.getByTestId('synthetic-mark').innerText(), /合成数据 synthetic/);
    const cells = Object.values(await shownCells(page));
    assert.ok(cells.some((cell) => cell.cases > 0 && cell.class !== undefined), 'no cell has a figure');
    await page.getByTestId('trend').locator('canvas').waitFor();
    await shot('analysis-zh');
    const spent = await page.evaluate(() => performance.getEntriesByName('gridward-analysis-usable').at(-1).startTime);
    console.log(`    usable after ${spent.toFixed(0)} ms`);
    await close();
  }),
  analysis('every picture is drawn in both languages', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around, { query: 'lang=en' });
    await drawn(page);
    for (const show of ['h3', 'density', 'points', 'flow', 'cells']) {
      await page.getByTestId(`show-${show}`).check({ force: true });
      await page.waitForFunction((name) => new URLSearchParams(location.hash.split('?')[1]).get('show') === (name === 'cells' ? null : name), show);
      const missing = page.getByTestId('stage-notice');
      await Promise.race([page.waitForFunction((name) => window.gridwardMap.getStyle().sources.figure?.tiles?.[0].includes(name === 'cells' ? 'measure' : `/${name}/`), show), missing.waitFor()]);
      if (await missing.count()) {
        console.log(`    ${show}: ${(await missing.innerText()).replaceAll('\n', ' ')}`);
        continue;
      }
      await drawn(page);
      await page.waitForTimeout(300);
      await shot(`analysis-en-${show}`);
    }
    await close();
  }),
  analysis('conditions narrow map, legend and figures alike', async ({ browser, ask: question, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around);
    await drawn(page);
    const before = await sumOf(page);
    await page.keyboard.press('/');
    await page.waitForFunction(() => document.activeElement?.id === 'class-search');
    const { leaf } = await firstEvent(question);
    await page.keyboard.type(leaf.code);
    await page.keyboard.press('Enter');
    await page.waitForFunction((code) => location.hash.includes(`class=${code}`), leaf.code);
    const series = await seriesOf(page, question, `&class=${leaf.code}`);
    await sumIs(page, series.body.cases);
    assert.ok(series.body.cases < before);
    await drawn(page);
    await shot('analysis-zh-class');
    await page.getByTestId('conditions').getByRole('button').first().click();
    await sumIs(page, before);
    await close();
  }),
  analysis('the strip of time moves by keys and by dragging, and the map follows while it does', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around);
    await drawn(page);
    const first = await periodOf(page);
    await page.getByTestId('grip-from').focus();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowLeft');
    const wider = await periodOf(page);
    assert.equal((Date.parse(first[0]) - Date.parse(wider[0])) / 86_400_000, 8);
    await page.getByTestId('brush').focus();
    await page.keyboard.press('PageDown');
    const moved = await periodOf(page);
    assert.equal((Date.parse(wider[1]) - Date.parse(moved[1])) / 86_400_000, 7);
    const box = await page.getByTestId('strip').locator('.box').boundingBox();
    const asked = [];
    page.on('request', (request) => request.url().includes('/tiles/') && asked.push(request.url()));
    await page.mouse.move(box.x + box.width * 0.3, box.y + 20);
    await page.mouse.down();
    for (let k = 1; k <= 24; k += 1) {
      await page.mouse.move(box.x + box.width * (0.3 + k * 0.012), box.y + 20);
      await page.waitForTimeout(30);
    }
    assert.ok(asked.length > 0, 'no tile was asked for during the drag');
    const blank = await page.evaluate(() => window.gridwardMap.queryRenderedFeatures({ layers: ['figure-fill'] }).length);
    assert.ok(blank > 0, 'the map went blank during the drag');
    await page.mouse.up();
    await drawn(page);
    const after = await periodOf(page);
    assert.ok(Date.parse(after[1]) - Date.parse(after[0]) > 30 * 86_400_000);
    await page.waitForFunction(([from, to]) => document.querySelector('[data-test=figure-legend]').innerText.includes(`${from} 至 ${to}`), after);
    await shot('analysis-zh-drag');
    await page.getByTestId('preset-30d').check({ force: true });
    await page.keyboard.press('p');
    await page.waitForFunction((from) => document.querySelector('[data-test=from]').value !== from, first[0]);
    await page.keyboard.press('p');
    assert.equal(await page.getByTestId('play').getAttribute('aria-pressed'), 'false');
    await close();
  }),
  analysis('hover names the cell and its figure, a click opens trend, top and cases, a case leads to dispatch', async ({ browser, ask: question, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around, { query: 'period=all' });
    await drawn(page);
    const found = await cellWithCases(page);
    assert.ok(found, 'no cell with cases is on the screen');
    await page.mouse.move(found.x - 2, found.y);
    await page.mouse.move(found.x, found.y);
    const card = page.getByTestId('figure-hover');
    await card.waitFor();
    assert.ok((await card.innerText()).includes(found.cell.code));
    await page.mouse.click(found.x, found.y);
    await page.waitForFunction((code) => location.hash.includes(code), found.cell.code);
    await page.getByTestId('open-case').first().waitFor();
    assert.equal(await sumOf(page), found.cell.cases);
    await drawn(page);
    await shot('analysis-zh-cell');
    await page.getByTestId('open-case').first().scrollIntoViewIfNeeded();
    await shot('analysis-zh-cell-cases');
    if (around.kind === 'mock') return close();
    await page.getByTestId('open-case').first().click();
    await page.getByTestId('case').waitFor();
    return close();
  }),
  analysis('two periods stand side by side on one scale, move together, and can be swiped', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around);
    await drawn(page);
    await page.getByTestId('compare-period').check({ force: true });
    await drawn(page, 'gridwardMapB');
    await page.evaluate(() => window.gridwardMap.jumpTo({ zoom: window.gridwardMap.getZoom() + 0.7 }));
    const [a, b] = await page.evaluate(() => [window.gridwardMap, window.gridwardMapB].map((map) => [map.getZoom(), ...map.getCenter().toArray()].map((v) => v.toFixed(6)).join()));
    assert.equal(a, b);
    await page.waitForFunction(() => JSON.stringify(window.gridwardMap.getPaintProperty('figure-fill', 'fill-color')).match(/#[0-9a-f]{6}/g)?.join() === JSON.stringify(window.gridwardMapB.getPaintProperty('figure-fill', 'fill-color')).match(/#[0-9a-f]{6}/g)?.join());
    await shot('analysis-zh-compare');
    await page.getByTestId('look-swipe').check({ force: true });
    await drawn(page, 'gridwardMapB');
    await page.getByTestId('swipe').focus();
    for (let k = 0; k < 3; k += 1) await page.keyboard.press('PageDown');
    assert.equal(await page.getByTestId('swipe').getAttribute('aria-valuenow'), '20');
    await shot('analysis-zh-swipe');
    await close();
  }),
  analysis('two plans stand side by side', async ({ browser, district, ...around }) => {
    if (district.plans.length < 2) return 'the district has one plan';
    const { page, shot, close } = await openAnalysis(browser, around, { query: 'vs=plan&lang=en' });
    await drawn(page, 'gridwardMapB');
    const plans = await page.evaluate(() => [window.gridwardMap, window.gridwardMapB].map((map) => /plan=(\d+)/.exec(map.getStyle().sources.figure.tiles[0])[1]));
    assert.notEqual(plans[0], plans[1]);
    await shot('analysis-en-plans');
    return close();
  }),
  analysis('an area can be drawn by hand and typed, and its figures equal the server’s', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around, { query: 'period=all' });
    await drawn(page);
    const box = await page.getByTestId('map').boundingBox();
    await page.keyboard.press('l');
    await page.getByTestId('lasso').click();
    const at = (k) => [box.x + box.width * (0.55 + 0.13 * Math.cos(k)), box.y + box.height * (0.42 + 0.18 * Math.sin(k))];
    await page.mouse.move(...at(0));
    await page.mouse.down();
    for (let k = 0; k <= 6.2; k += 0.2) await page.mouse.move(...at(k));
    await page.mouse.up();
    await page.waitForFunction(() => location.hash.includes('area='));
    await page.getByTestId('figures-name').filter({ hasText: 'km²' }).waitFor();
    const drawnSum = await sumOf(page);
    assert.ok(drawnSum > 0);
    await drawn(page);
    await shot('analysis-zh-lasso');
    await page.keyboard.press('l');
    await page.getByTestId('area-box').fill('31.1,121.3,31.2,121.4');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    const [w, s, e, n] = await page.evaluate(() => window.gridwardMap.getBounds().toArray().flat());
    await page.getByTestId('area-box').fill(`${w.toFixed(4)}，${s.toFixed(4)} ${e.toFixed(4)},${n.toFixed(4)}`);
    await page.keyboard.press('Enter');
    await page.waitForFunction((before) => Number(document.querySelector('[data-test=sum]')?.dataset.cases) > before, drawnSum);
    await page.locator('.maplibregl-canvas').first().focus();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.hash.includes('area='));
    await close();
  }),
  analysis('the keyboard alone chooses a picture, a cell at the crosshair, and goes back', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around);
    await drawn(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await shot('analysis-zh-shortcuts');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.locator('.maplibregl-canvas').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.getByTestId('crosshair').waitFor();
    // A district's middle may be a field: the crosshair begins at a cell.
    const { x, y } = await cellWithCases(page);
    await page.evaluate(([x, y]) => {
      const map = window.gridwardMap;
      const box = map.getContainer().getBoundingClientRect();
      map.jumpTo({ center: map.unproject([x - box.x, y - box.y]), zoom: map.getZoom() + 2 });
    }, [x, y]);
    await drawn(page);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.includes('cell='));
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.hash.includes('cell='));
    await page.keyboard.press('c');
    await drawn(page, 'gridwardMapB');
    const seen = new Set();
    await page.locator('.skip').focus();
    for (let k = 0; k < 70; k += 1) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(() => {
        const e = document.activeElement;
        const style = [e, e.closest('label')].filter(Boolean).map((one) => getComputedStyle(one));
        return { what: e.dataset.test ?? e.id ?? e.tagName, outline: style.some((one) => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0), body: e === document.body };
      });
      if (found.body) break;
      assert.ok(found.outline, `no visible focus on ${found.what}`);
      seen.add(found.what);
    }
    for (const what of ['export', 'show-cells', 'layer', 'measure', 'from', 'class-search', 'class-tree', 'where-unit', 'compare-period', 'area', 'play', 'brush', 'grip-from', 'grip-to']) assert.ok(seen.has(what), `${what} cannot be reached; reached ${[...seen].join(' ')}`);
    await close();
  }),
  analysis('a link restores the whole view', async ({ browser, district, ...around }) => {
    const layer = district.layers.find((found) => found.role === 'town').name;
    const query = `layer=${layer}&measure=per-km2&period=all&status=closed&vs=period&look=swipe&other=year&map=12.20/${((district.bounds[1] + district.bounds[3]) / 2).toFixed(5)}/${((district.bounds[0] + district.bounds[2]) / 2).toFixed(5)}&lang=en`;
    const { page, shot, close } = await openAnalysis(browser, around, { query, context: { permissions: ['clipboard-read', 'clipboard-write'] } });
    await drawn(page);
    assert.equal(await page.getByTestId('layer').inputValue(), layer);
    assert.equal(await page.getByTestId('measure').inputValue(), 'per-km2');
    assert.equal(await page.getByTestId('where-status').inputValue(), 'closed');
    assert.ok(Math.abs(await page.evaluate(() => window.gridwardMap.getZoom()) - 12.2) < 0.01);
    await page.getByTestId('swipe').waitFor();
    await shot('analysis-en-link');
    await page.getByTestId('export').click();
    await page.getByTestId('export-link').click();
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('http'));
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const [from, to] = await periodOf(page);
    assert.ok(link.includes(`period=${from}..${to}`), link);
    assert.match(link, /lang=en/);
    await close();
  }),
  analysis('exports: a table and GeoJSON as the map shows them, and a picture of A4 at 200 dpi', async ({ browser, ...around }) => {
    const { page, close } = await openAnalysis(browser, around, { context: { acceptDownloads: true } });
    await drawn(page);
    const take = async (what, timeout = 15_000) => {
      const [download] = await Promise.all([page.waitForEvent('download', { timeout }), page.getByTestId(`export-${what}`).click()]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    await page.getByTestId('export').click();
    const csv = await take('csv');
    assert.match(csv.name, /^gridward-.*\.csv$/);
    assert.match(csv.bytes.toString('utf8'), /code/);
    assert.match(csv.bytes.toString('utf8'), /synthetic|合成/);
    const geojson = JSON.parse((await take('geojson')).bytes);
    assert.equal(geojson.type, 'FeatureCollection');
    const png = await take('png', 40_000);
    assert.equal(png.bytes.readUInt32BE(16), 2339);
    assert.equal(png.bytes.readUInt32BE(20), 1654);
    assert.equal(png.bytes.subarray(37, 41).toString('latin1'), 'pHYs');
    assert.equal(png.bytes.readUInt32BE(41), 7874);
    await close();
  }),
  analysis('the printed page holds the map, its legend and its figures', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around);
    await drawn(page);
    await sumOf(page);
    const inked = await printedColours(page);
    assert.ok(inked > 8, `the printed map has only ${inked} colours`);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.waitForTimeout(400);
    await shot('analysis-print-zh');
    await close();
  }),
  analysis('everybody sees whole months, no points, and is told so', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around, { everybody: true, expectFaults: true });
    await drawn(page);
    const [from, to] = await periodOf(page);
    assert.match(from, /-01$/);
    assert.match(nextDay(to), /-01$/);
    assert.match(await page.getByTestId('analysis').innerText(), /公众口径/);
    // Legend and figures name the weeks that were counted, and a ranking of another time says of which.
    assert.ok(await sumOf(page) > 0);
    const counted = /[\d-]+ 至 [\d-]+/.exec(await legendText(page))[0];
    assert.ok((await page.getByTestId('figures').innerText()).includes(counted), `the legend counts ${counted}, the figures another time`);
    if (around.kind === 'server') await page.locator('[data-test=top-period], [data-test=tops-untold]').first().waitFor();
    await page.getByTestId('brush').focus();
    await page.keyboard.press('ArrowLeft');
    assert.match((await periodOf(page))[0], /-01$/);
    await page.waitForTimeout(900);
    await shot('analysis-zh-public');
    await page.getByTestId('show-points').check({ force: true });
    await page.getByTestId('stage-notice').filter({ hasText: '点位' }).waitFor();
    await page.waitForTimeout(300);
    await shot('analysis-zh-forbidden');
    await page.getByTestId('instead-density').click();
    await page.getByTestId('stage-notice').waitFor({ state: 'detached' });
    await page.getByTestId('basis').waitFor();
    await close();
  }),
  analysis('a fault is said in words, and the page recovers', async ({ browser, ...around }) => {
    let broken = true;
    const { page, shot, close } = await openAnalysis(browser, around, { expectFaults: true, prepare: (p) => p.route('**/legend/**', (route) => (broken ? route.abort() : route.continue())) });
    await page.getByTestId('stage-notice').waitFor();
    assert.match(await page.getByTestId('stage-notice').innerText(), /连接不到服务器/);
    await shot('analysis-zh-fault');
    broken = false;
    await page.getByTestId('stage-notice').getByRole('button').click();
    await page.getByTestId('stage-notice').waitFor({ state: 'detached' });
    await close();
  }),
  analysis('a case that is registered elsewhere refreshes the tiles that show it, and no others', async ({ browser, ask: question, ...around }) => {
    const { page, close } = await openAnalysis(browser, around, { query: 'period=all' });
    await drawn(page);
    const mark = page.getByTestId('fresh');
    const live = await mark.evaluate((e) => new Promise((resolve) => {
      const until = Date.now() + 5_000;
      const look = () => (e.classList.contains('stream') ? resolve(true) : Date.now() > until ? resolve(false) : setTimeout(look, 50));
      look();
    }));
    if (!live) {
      await close();
      return 'the server has no stream of changed tiles';
    }
    const found = await cellWithCases(page);
    const place = await page.evaluate(({ x, y }) => {
      const box = window.gridwardMap.getContainer().getBoundingClientRect();
      return window.gridwardMap.unproject([x - box.x, y - box.y]);
    }, found);
    const { leaf, source } = await firstEvent(question);
    const asked = [];
    page.on('request', (request) => /\/tiles\/[^/]+\/\d+/.test(request.url()) && asked.push(request.url()));
    const [, last] = await periodOf(page);
    const from = Date.now();
    const sent = await send('fresh', question, { lon: place.lng, lat: place.lat, class: leaf.code, source: source.code, reported_at: `${last}T00:30:00+08:00` });
    assert.equal(sent.status, 201);
    await page.waitForFunction((before) => {
      const cell = window.gridwardMap.queryRenderedFeatures({ layers: ['figure-fill'] }).find((one) => one.properties.code === before.code);
      return cell?.properties.cases === before.cases + 1;
    }, found.cell);
    const all = await page.evaluate(() => window.gridwardMap.style.tileManagers.figure.getIds?.().length ?? null);
    console.log(`    on the map after ${Date.now() - from} ms; ${asked.length} tiles asked for${all === null ? '' : ` of ${all}`}`);
    return close();
  }),
  analysis('a phone shows conditions, map and figures in turn without scrolling sideways', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around, { viewport: PHONE, context: { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } });
    await drawn(page);
    await shot('analysis-phone-map');
    await page.getByTestId('tab-where').tap();
    await shot('analysis-phone-where');
    await page.getByTestId('tab-figures').tap();
    await sumOf(page);
    await page.getByTestId('trend').locator('canvas').waitFor();
    await shot('analysis-phone-figures');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
    await close();
  }),
];
