// Drives the map application in Chromium against the server that servers.mjs chooses. Ends with one line
// `N passed, N failed, N skipped`. `node run.mjs PART` runs the tests whose name holds PART. Those of the analysts' page need
// cases: a program's own store has them with GRIDWARD_FILL only, so without it they are left to a run of their own.
import { analysisTests } from './analysis-tests.mjs';
import { answerTests } from './answer-tests.mjs';
import { deskTests } from './desk-tests.mjs';
import { gapTests } from './gap-tests.mjs';
import { findChromium, launch, runTests } from './harness.mjs';
import { pageTests } from './page-tests.mjs';
import { panningTests } from './panning-tests.mjs';
import { pictureTests } from './picture-tests.mjs';
import { chooseServer } from './servers.mjs';

const isEmpty = process.env.GRIDWARD_SERVER_BIN && !process.env.GRIDWARD_FILL && !process.env.GRIDWARD_URL;
const tests = [...pageTests, ...answerTests, ...deskTests, ...gapTests, ...(isEmpty ? [] : [...analysisTests, ...pictureTests, ...panningTests])];

function summary({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

const chromium = findChromium();
if (!chromium) {
  console.log('skipped: no Chromium found (set GRIDWARD_CHROMIUM)');
  summary({ passed: 0, failed: 0, skipped: tests.length });
} else {
  let server;
  let browser;
  try {
    server = await chooseServer();
    browser = await launch(chromium);
    console.log(`testing the ${server.kind} at ${server.url}`);
    const district = await (await fetch(`${server.url}/api/v1/district`)).json();
    summary(await runTests(tests, { browser, base: server.url, kind: server.kind, folder: server.folder, district }, process.argv[2]));
  } catch (error) {
    console.log(`FAILED: set-up: ${error.message}`);
    summary({ passed: 0, failed: 1, skipped: 0 });
  } finally {
    await browser?.close();
    server?.close();
  }
}
