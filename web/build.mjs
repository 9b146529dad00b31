// Makes web/dist: messages generated from protos/, one bundle an entry point, and the files of packages that are served as they come.
// Usage: node build.mjs [--tests DIR]   with --tests, bundles **/*.test.ts into DIR for node's own runner
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const web = dirname(fileURLToPath(import.meta.url));
const packages = join(web, 'node_modules');

// A name in dist, and what it is made from. For a browser: modules. For V8 in a C# process, which has no modules here: scripts that leave one global.
const browser = {};
const v8 = {
  'symbols/reader.js': { source: 'symbols/reader.ts', global: 'reader' },
};

// Copied byte for byte, so that the server, the tools and every browser run the same engine.
const copied = {
  'zxing_reader.wasm': 'zxing-wasm/dist/reader/zxing_reader.wasm',
  'zxing_reader.js': 'zxing-wasm/dist/iife/reader/index.js',
  'bwip-js.js': 'bwip-js/dist/bwip-js-min.js',
};

const shared = { bundle: true, target: 'es2022', charset: 'utf8', legalComments: 'none', logLevel: 'warning', absWorkingDir: web };

function generate() {
  const bin = join(packages, '.bin');
  execFileSync(join(bin, 'buf'), ['generate', '../protos'], { cwd: web, stdio: 'inherit', env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } });
}

function tests(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile() && file.name.endsWith('.test.ts') && !file.parentPath.includes('node_modules'))
    .map((file) => relative(web, join(file.parentPath, file.name)));
}

generate();
const at = process.argv.indexOf('--tests');
if (at >= 0) {
  const out = process.argv[at + 1];
  mkdirSync(out, { recursive: true });
  const entryPoints = tests(web);
  if (entryPoints.length > 0) await build({ ...shared, entryPoints, outdir: out, outbase: web, platform: 'node', format: 'esm', outExtension: { '.js': '.mjs' }, sourcemap: 'inline' });
} else {
  const dist = join(web, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  for (const [name, source] of Object.entries(copied)) copyFileSync(join(packages, source), join(dist, name));
  for (const [name, source] of Object.entries(browser)) {
    await build({ ...shared, entryPoints: [source], outfile: join(dist, name), platform: 'browser', format: 'esm', minify: true });
  }
  for (const [name, { source, global }] of Object.entries(v8)) {
    await build({ ...shared, entryPoints: [source], outfile: join(dist, name), platform: 'neutral', format: 'iife', globalName: global });
  }
}
