// Runs the tests of web/ on node's own runner. Usage: node test.mjs [--report FILE]   FILE gets a CTRF report
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const web = dirname(fileURLToPath(import.meta.url));
const report = process.argv.indexOf('--report');
// Beside the packages, so that what a test leaves unbundled is found.
const folder = mkdtempSync(join(web, 'obj-tests-'));
const tests = [];
try {
  execFileSync(process.execPath, [join(web, 'build.mjs'), '--tests', folder], { stdio: 'inherit' });
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.test.mjs')).map((name) => join(folder, name));
  if (files.length > 0) {
    const stream = run({ files, concurrency: 2 });
    const note = (status) => ({ name, details, skip }) => {
      if (details.type !== 'suite' && !name.endsWith('.test.mjs')) tests.push({ name, status: skip !== undefined ? 'skipped' : status, duration: details.duration_ms, message: details.error?.message });
    };
    stream.on('test:pass', note('passed')).on('test:fail', note('failed'));
    const done = new Promise((resolve) => stream.on('end', resolve));
    stream.compose(spec).pipe(process.stdout);
    await done;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (report >= 0) writeFileSync(process.argv[report + 1], JSON.stringify({ results: { tests } }));
process.exitCode = tests.length === 0 ? 8 : tests.some((test) => test.status === 'failed') ? 1 : 0;
