// The map of rule gaps: nothing to see under the rules in force, and the gaps of a draft with the words for each cell.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signIn } from './desk.mjs';
import { mapIdle, mapReady, openPage } from './harness.mjs';
import { insidePlace } from './places.mjs';

/** Leaves one town without a rule for waste, names two owners for hawkers in another, accepts a third's. */
function spoil(folder, [town, other, third], [first, second]) {
  const rules = join(folder, 'rules.csv');
  const accepted = join(folder, 'accepted-holes.csv');
  const before = [rules, accepted].map((file) => [file, readFileSync(file)]);
  const [header, ...rows] = readFileSync(rules, 'utf8').trim().split('\n');
  const everywhere = (row) => row.split(',')[1] === '';
  const bound = rows.map((row, at) => (everywhere(row) && at === rows.findIndex(everywhere) ? row.replace(/^([^,]*),,/, `$1,town:${town},`) : row));
  const tie = ['tie-a', 'tie-b'].map((id) => [id, `town:${other}`, 'E0401', '', '', '', '', '', `unit:${id === 'tie-a' ? first : second}`].concat(Array(header.split(',').length - 9).fill('')).join(','));
  writeFileSync(accepted, `${readFileSync(accepted, 'utf8').trim()}\ntown:${third},,,,,张某（虚构）,另行受理\n`);
  writeFileSync(rules, `${[header, ...bound, ...tie].join('\n')}\n`);
  return () => before.forEach(([file, text]) => writeFileSync(file, text));
}

export const gapTests = [
  {
    name: 'the rules in force have no gap, and the map says so',
    async run({ browser, base, kind, district }) {
      if (kind !== 'server' || !district.gaps) return 'the mock server has no rules';
      const { page, shot, close } = await openPage(browser, base, { path: '/#/locate?gaps=published' });
      await mapReady(page);
      await page.getByTestId('gap-legend').waitFor();
      await page.waitForFunction(() => /责任单位/.test(document.querySelector('[data-test=gaps-status]')?.textContent ?? ''));
      assert.equal(await page.getByTestId('gaps-of').count(), 0, 'drafts are for those who work here');
      await page.getByTestId('show-gaps').uncheck();
      await page.getByTestId('gap-legend').waitFor({ state: 'detached' });
      await shot('gaps-none');
      await close();
    },
  },
  {
    name: 'a draft with gaps is coloured cell by cell, and a click tells which combinations',
    async run({ browser, base, kind, folder, district }) {
      if (kind !== 'server' || !folder || !district.gaps) return 'needs a server with a folder of its own';
      const units = (await (await fetch(`${base}/api/v1/units`)).json()).units;
      const departments = units.filter((unit) => unit.kind === 'department').map((unit) => unit.code);
      const towns = units.filter((unit) => unit.layer === 'town').map((unit) => unit.cell);
      const restore = spoil(folder, towns, departments);
      try {
        const opened = await openPage(browser, base, { path: '/#/dispatch' });
        const { page, shot } = opened;
        await signIn(page, { kind });
        await page.evaluate(() => void (window.location.hash = '#/locate?gaps=folder'));
        await mapReady(page);
        assert.equal(await page.getByTestId('gaps-of').inputValue(), 'folder');
        await page.waitForFunction(() => /个网格有空缺/.test(document.querySelector('[data-test=gaps-status]')?.textContent ?? ''), null, { timeout: 30_000 });
        await page.waitForFunction(() => window.gridwardMap.getLayer('gaps-fill') !== undefined);
        await mapIdle(page);
        const drawn = await page.evaluate(() => window.gridwardMap.queryRenderedFeatures({ layers: ['gaps-fill'] }).length);
        assert.ok(drawn > 50, `${drawn} cells are coloured`);
        await shot('gaps-draft');
        assert.match(await page.getByTestId('gaps-status').innerText(), /个网格的空缺已认可/);
        const { at } = await insidePlace({ base, district });
        await page.evaluate(([p]) => window.gridwardMap.jumpTo({ center: [p.lon, p.lat], zoom: 14.5 }), [at]);
        await mapIdle(page);
        const box = await page.getByTestId('map').boundingBox();
        await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        const card = page.getByTestId('gap-card');
        await card.waitFor();
        const text = await card.innerText();
        assert.match(text, /无主|多头管辖/);
        assert.match(text, /类别：/);
        assert.match(text, /个组合，占本网格的/);
        await shot('gaps-cell');
        await page.getByTestId('gap-close').click();
        await card.waitFor({ state: 'detached' });
        await opened.close();
      } finally {
        restore();
      }
    },
  },
];
