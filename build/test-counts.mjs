// Reads one CTRF report, tells on standard error which tests failed, and which were not run and why, and prints "passed failed".
import { readFileSync } from 'node:fs';

const { results } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const count = { passed: 0, failed: 0 };
for (const test of results.tests) {
  if (test.status in count) count[test.status]++;
  else console.error(`  not run: ${test.name}${test.message ? `: ${test.message}` : ''}`);
  if (test.status === 'failed') console.error(`  failed: ${test.name}${test.message ? `: ${test.message.slice(0, 500)}` : ''}`);
}
console.log(count.passed, count.failed);
