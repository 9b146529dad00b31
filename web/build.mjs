// Makes web/dist: messages generated from protos/, one bundle an entry point, and the files of packages that are served as they come.
// Usage: node build.mjs [--tests DIR]   with --tests, bundles **/*.test.ts into DIR for node's own runner
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeTables } from './barcodes/tables.mjs';

const web = dirname(fileURLToPath(import.meta.url));
const packages = join(web, 'node_modules');

// A name in dist, and what it is made from. For a browser: modules. For V8 in a C# process, which has no modules here: scripts that leave one global.
const browser = {
  'dispatch.js': 'dispatch/app.ts',
  'dispatch.css': 'dispatch/dispatch.css',
  'labels.js': 'labels/app.ts',
  'labels.css': 'labels/labels.css',
  'trust.css': 'trust/trust.css',
  'scan-reader.js': 'dispatch/scan-reader.ts',
  'symbols.js': 'dispatch/symbols.ts',
};
const v8 = {
  'symbols/shims.js': { source: 'symbols/shims.ts', global: 'shims' },
  'symbols/reader.js': { source: 'symbols/reader.ts', global: 'reader' },
  'symbols/writer.js': { source: 'symbols/writer.ts', global: 'writer' },
  'dispatch-file.js': { source: 'dispatch-file/v8.ts', global: 'dispatchFile' },
};

// Copied byte for byte, so that the server, the tools and every browser run the same engine.
const copied = {
  'zxing_reader.wasm': 'zxing-wasm/dist/reader/zxing_reader.wasm',
  'zxing_reader.js': 'zxing-wasm/dist/iife/reader/index.js',
  'bwip-js.js': 'bwip-js/dist/bwip-js-min.js',
};

// Ours, as they are.
const files = ['dispatch/dispatch.html', 'dispatch/dispatch.zh.json', 'dispatch/dispatch.en.json', 'dispatch/dispatch.webmanifest', 'labels/labels.html', 'labels/labels.zh.json', 'labels/labels.en.json', 'styles/trace.svg', 'trust/trust.html', 'trust/trust.zh.json', 'trust/trust.en.json'];

// Pages that open without a network, and what each is made of. Their workers come last: their version is that of these files.
const workers = {
  'dispatch-worker.js': { source: 'dispatch/worker.ts', page: '/dispatch', assets: ['dispatch.js', 'dispatch.css', 'scan-reader.js', 'symbols.js', 'zxing_reader.wasm', 'dispatch.webmanifest', 'trace.svg'], also: ['dispatch.html', 'dispatch.zh.json', 'dispatch.en.json'] },
};

const shared = { bundle: true, target: 'es2022', charset: 'utf8', legalComments: 'none', logLevel: 'warning', absWorkingDir: web };

function generate() {
  const bin = join(packages, '.bin');
  execFileSync(join(bin, 'buf'), ['generate', '../protos'], { cwd: web, stdio: 'inherit', env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } });
  writeTables(web);
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
  for (const file of files) copyFileSync(join(web, file), join(dist, basename(file)));
  for (const [name, { source, page, assets, also }] of Object.entries(workers)) {
    const hash = createHash('sha256');
    for (const file of [...assets, ...also]) hash.update(readFileSync(join(dist, file)));
    const define = { VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)), FILES: JSON.stringify([page, ...assets.map((file) => `/assets/${file}`)]) };
    await build({ ...shared, entryPoints: [source], outfile: join(dist, name), platform: 'browser', format: 'iife', minify: true, define });
  }
  for (const [name, { source, global }] of Object.entries(v8)) {
    await build({ ...shared, entryPoints: [source], outfile: join(dist, name), platform: 'neutral', mainFields: ['browser', 'module', 'main'], format: 'iife', globalName: global });
  }
}
