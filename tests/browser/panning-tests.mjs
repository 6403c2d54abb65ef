// What panning over many cells costs: 16,500 synthetic cells stand in for the finest layer of whichever server is tested,
// all of them on the screen. `node tests/browser/run.mjs panning` prints the figures; nothing is asserted on time.
import assert from 'node:assert/strict';
import geojsonvt from 'geojson-vt';
import vtpbf from 'vt-pbf';
import { analysis, drawn, openAnalysis } from './analysis.mjs';
import { finest } from './places.mjs';

const COLUMNS = 132;
const ROWS = 125;
/** Corners of a side: with four sides about as many as a city block has. */
const CORNERS = 5;
const FRAMES = 240;
/** Callbacks of one frame follow each other within this. */
const APART_US = 1_500;

/** A warped lattice over the district: 16,500 cells that share their borders, each with invented figures. */
function syntheticCells([w, s, e, n], classes) {
  const at = (i, j) => [w + ((e - w) * (i + 0.16 * Math.sin(i * 2.1 + j * 3.7))) / COLUMNS, s + ((n - s) * (j + 0.16 * Math.sin(i * 5.3 - j * 1.9))) / ROWS];
  const side = (a, b, c, d) => Array.from({ length: CORNERS }, (_, k) => at(a + ((c - a) * k) / CORNERS, b + ((d - b) * k) / CORNERS));
  const features = [];
  for (let j = 0; j < ROWS; j += 1) {
    for (let i = 0; i < COLUMNS; i += 1) {
      const ring = [...side(i, j, i + 1, j), ...side(i + 1, j, i + 1, j + 1), ...side(i + 1, j + 1, i, j + 1), ...side(i, j + 1, i, j)];
      const cases = Math.floor(60 * Math.abs(Math.sin(i * 0.11) * Math.cos(j * 0.09)));
      features.push({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] }, properties: { code: `synthetic-${j}-${i}`, cases, value: cases, class: Math.floor((cases / 60) * classes), synthetic: true } });
    }
  }
  return geojsonvt({ type: 'FeatureCollection', features }, { maxZoom: 16, indexMaxZoom: 5, indexMaxPoints: 0, tolerance: 3, buffer: 64, extent: 4096 });
}

/** Script a frame, in milliseconds of the thread's own time, from the callbacks of animation frames in a trace. */
function scriptOf(trace) {
  const { traceEvents: all } = JSON.parse(trace);
  const calls = all.filter(({ name, dur }) => name === 'FireAnimationFrame' && dur !== undefined).sort((a, b) => a.ts - b.ts);
  const frames = [];
  let end = -Infinity;
  for (const { ts, dur, tdur = dur } of calls) {
    if (ts - end < APART_US && frames.length > 0) frames[frames.length - 1] += tdur / 1000;
    else frames.push(tdur / 1000);
    end = ts + dur;
  }
  return frames.sort((a, b) => a - b);
}
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

export const panningTests = [
  analysis('panning over 16,500 synthetic cells: script a frame', async ({ browser, district, ...around }) => {
    const { name } = finest(district);
    const tiles = syntheticCells(district.bounds, 8);
    const answer = (route) => {
      const [z, x, y] = /\/(\d+)\/(\d+)\/(\d+)\.mvt/.exec(route.request().url()).slice(1).map(Number);
      const cells = tiles.getTile(z, x, y);
      return cells ? route.fulfill({ contentType: 'application/vnd.mapbox-vector-tile', body: Buffer.from(vtpbf.fromGeojsonVt({ cells }, { version: 2 })) }) : route.fulfill({ status: 204 });
    };
    const { page, shot, close } = await openAnalysis(browser, around, { query: `layer=${name}&period=all`, prepare: (p) => p.route(new RegExp(`/tiles/${name}/\\d+/\\d+/\\d+\\.mvt\\?.*measure`), answer) });
    await drawn(page);
    await shot('analysis-zh-16500-cells');
    const cells = await page.evaluate(() => new Set(window.gridwardMap.queryRenderedFeatures({ layers: ['figure-fill'] }).map((found) => found.properties.code)).size);
    const client = await page.context().newCDPSession(page);
    await client.send('Performance.enable');
    const spent = async () => Object.fromEntries((await client.send('Performance.getMetrics')).metrics.map(({ name: metric, value }) => [metric, value]));
    await browser.startTracing(page, { categories: ['devtools.timeline'] });
    const before = await spent();
    const frames = await page.evaluate((most) => new Promise((resolve) => {
      const map = window.gridwardMap;
      const from = map.getCenter();
      let count = 0;
      const next = () => {
        count += 1;
        if (count > most) return resolve(most);
        map.jumpTo({ center: [from.lng + 0.012 * Math.sin(count / 12), from.lat + 0.009 * Math.sin(count / 17)] });
        return requestAnimationFrame(next);
      };
      next();
    }), FRAMES);
    const after = await spent();
    const script = scriptOf(await browser.stopTracing());
    const ms = (metric) => ((after[metric] - before[metric]) * 1000) / frames;
    assert.ok(cells > 0.9 * COLUMNS * ROWS, `only ${cells} cells are on the screen`);
    console.log(`    ${cells.toLocaleString('en')} cells on the screen, ${frames} frames: script a frame mean ${ms('ScriptDuration').toFixed(2)} ms by the clock, of the thread's own time median ${quantile(script, 0.5).toFixed(2)}, p95 ${quantile(script, 0.95).toFixed(2)}, p99 ${quantile(script, 0.99).toFixed(2)} ms; all tasks ${ms('TaskDuration').toFixed(2)} ms; ${(frames / (after.Timestamp - before.Timestamp)).toFixed(0)} frames/s of the software renderer`);
    await close();
  }),
];
