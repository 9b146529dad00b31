import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const most = 60 * 1024;

// The libraries are counted too: one is fetched inside WeChat and on HarmonyOS, the other where a witness signs by ML-DSA.
test('all script of a product page, with the libraries that some browsers and witnesses need, has at most 60 KB compressed', async () => {
  // Where web/ is, seen from the bundle of this test, which lies in a folder of its own below it.
  const web = join(import.meta.dirname, '..', '..');
  const layout = readFileSync(join(web, '..', 'src', 'Trace.Api', 'Products', 'Slices', 'Layout.cshtml'), 'utf8');
  assert.deepEqual([...layout.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, name]) => name), ['/assets/product.js']);
  let [gzip, brotli] = [0, 0];
  for (const entry of ['product/product.ts', 'verifier/ed25519-library.ts', 'verifier/ml-dsa-library.ts']) {
    const { outputFiles } = await build({ entryPoints: [entry], absWorkingDir: web, bundle: true, minify: true, write: false, platform: 'browser', format: 'esm', target: 'es2022', charset: 'utf8', legalComments: 'none' });
    const { contents } = outputFiles[0]!;
    gzip += gzipSync(contents, { level: 9 }).length;
    brotli += brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  }
  console.log(`script of the product page: ${gzip} bytes by gzip, ${brotli} by brotli`);
  assert.ok(gzip <= most, `${gzip}`);
});
