// What each picture of the analysts' page says of itself: why it is empty, what is left out, what it is made of, what may be
// taken away.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { analysis, drawn, legendText, openAnalysis } from './analysis.mjs';

const notice = (page, what) => page.locator(`[data-test=stage-notice][data-what=${what}]`);
const hash = (page) => page.evaluate(() => location.hash);

export const pictureTests = [
  analysis('hexagons too small for the zoom are said so, and two buttons lead on', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around, { query: 'show=h3&res=10&period=all' });
    await notice(page, 'zoom').waitFor();
    assert.match(await notice(page, 'zoom').innerText(), /10 级六边形要放大到 \d+ 级/);
    await shot('analysis-zh-hexagons-far');
    const least = Number(/放大到 (\d+) 级/.exec(await notice(page, 'zoom').innerText())[1]);
    await page.getByTestId('zoom-there').click();
    await notice(page, 'zoom').waitFor({ state: 'detached' });
    assert.ok(await page.evaluate(() => window.gridwardMap.getZoom()) >= least);
    await drawn(page);
    assert.ok(await page.evaluate(() => window.gridwardMap.querySourceFeatures('figure', { sourceLayer: 'cells' }).length) > 0, 'no hexagon after zooming in');
    await page.evaluate(() => window.gridwardMap.jumpTo({ zoom: window.gridwardMap.getZoom() - 3 }));
    await notice(page, 'zoom').waitFor();
    await page.getByTestId('resolution-auto').click();
    await notice(page, 'zoom').waitFor({ state: 'detached' });
    await page.waitForFunction(() => window.gridwardMap.getSource('figure') && !window.gridwardMap.getStyle().sources.figure.tiles[0].includes('resolution='));
    await drawn(page);
    assert.ok(await page.evaluate(() => window.gridwardMap.queryRenderedFeatures({ layers: ['figure-fill'] }).length) > 0, 'no hexagon after the size follows');
    await close();
  }),
  analysis('a map without a case, and one that looks elsewhere, say so', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around, { query: 'period=2001-01-01..2001-01-31&lang=en' });
    await notice(page, 'empty').waitFor();
    await shot('analysis-en-empty');
    await page.getByTestId('preset-all').check({ force: true });
    await notice(page, 'empty').waitFor({ state: 'detached' });
    await page.evaluate(() => window.gridwardMap.panBy([6000, 0], { duration: 0 }));
    await notice(page, 'elsewhere').waitFor();
    await page.getByTestId('back-home').click();
    await notice(page, 'elsewhere').waitFor({ state: 'detached' });
    await close();
  }),
  analysis('flows: the strongest are drawn, the legend says how many, a link keeps the threshold', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around, { query: 'show=flow&period=all' });
    await drawn(page);
    await page.getByTestId('flow-drawn').waitFor();
    const least = async () => page.evaluate(() => window.gridwardMap.getFilter('figure-flow')[2]);
    const fewest = () => page.evaluate(() => Math.min(...window.gridwardMap.queryRenderedFeatures({ layers: ['figure-flow'] }).map((found) => found.properties.cases)));
    const usual = await least();
    assert.ok((await legendText(page)).includes(usual > 1 ? `≥ ${usual.toLocaleString('en')} 件` : '全部'), await legendText(page));
    await shot('analysis-zh-flow');
    const steps = await page.getByTestId('least').locator('option').evaluateAll((all) => all.slice(1).map((one) => one.textContent));
    assert.ok(steps.length > 1, 'there is no step to choose');
    await page.getByTestId('least').focus();
    await page.keyboard.press('End');
    await page.waitForFunction(() => location.hash.includes('least='));
    await drawn(page);
    const strong = await least();
    assert.ok(strong > usual);
    assert.ok(await fewest() >= strong, 'a flow under the threshold is drawn');
    const link = await hash(page);
    await close();
    const again = await openAnalysis(browser, around, { query: `${link.split('?')[1]}&lang=en` });
    await drawn(again.page);
    assert.equal(await again.page.evaluate(() => window.gridwardMap.getFilter('figure-flow')[2]), strong);
    assert.match(await legendText(again.page), /flows are drawn/);
    await again.shot('analysis-en-flow-strong');
    await again.close();
  }),
  analysis('density says what it is made of, and its settings in a sentence each', async ({ browser, ...around }) => {
    const mine = await openAnalysis(browser, around, { query: 'show=density&edge=1' });
    await drawn(mine.page);
    assert.match(await mine.page.getByTestId('basis').innerText(), /位置/);
    assert.match(await mine.page.getByTestId('analysis').innerText(), /300 米内[\s\S]*区内计满一件/);
    await mine.shot('analysis-zh-density');
    await mine.close();
    const theirs = await openAnalysis(browser, around, { query: 'show=density&lang=en', everybody: true, expectFaults: true });
    await drawn(theirs.page);
    assert.match(await theirs.page.getByTestId('basis').innerText(), /sums of cells/);
    await theirs.shot('analysis-en-density-public');
    await theirs.close();
  }),
  analysis('only files that fit the picture are offered, and a refusal is told', async ({ browser, ...around }) => {
    const { page, shot, close } = await openAnalysis(browser, around, { expectFaults: true, context: { acceptDownloads: true } });
    await drawn(page);
    const offered = () => page.locator('[data-test^=export-]').evaluateAll((all) => all.map((one) => one.dataset.test.slice(7)).filter((name) => ['csv', 'geojson', 'gpkg', 'tif', 'none'].includes(name)));
    /** The file, or what the page says instead. */
    const take = async (what) => {
      const told = page.getByTestId('export-failed');
      const [download] = await Promise.all([Promise.race([page.waitForEvent('download'), told.waitFor().then(() => null)]), page.getByTestId(`export-${what}`).click()]);
      return download ? { name: download.suggestedFilename(), bytes: await readFile(await download.path()) } : { refused: await told.innerText() };
    };
    await page.getByTestId('export').click();
    assert.deepEqual(await offered(), ['csv', 'geojson', 'gpkg']);
    const table = await take('gpkg');
    if (around.kind === 'mock') assert.match(table.refused, /GeoPackage/);
    else assert.equal(table.bytes.subarray(0, 15).toString('latin1'), 'SQLite format 3');
    await shot('analysis-zh-export');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.test), 'export');
    await page.getByTestId('show-density').check({ force: true });
    await page.getByTestId('export').click();
    assert.deepEqual(await offered(), ['tif']);
    const raster = await take('tif');
    if (raster.refused) console.log(`    density.tif: ${raster.refused}`);
    else assert.ok(['II', 'MM'].includes(raster.bytes.subarray(0, 2).toString('latin1')), 'no TIFF');
    await page.keyboard.press('Escape');
    await page.getByTestId('show-flow').check({ force: true });
    await page.getByTestId('export').click();
    assert.deepEqual(await offered(), ['none']);
    await close();
  }),
];
