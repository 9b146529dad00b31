// Makes web/dist: messages generated from protos/, one bundle an entry point, and the files of packages that are served as they come.
// Usage: node build.mjs [--tests DIR]   with --tests, bundles **/*.test.ts into DIR for node's own runner
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { writeTables } from './barcodes/tables.mjs';
import { writeVerifierTables } from './verifier/tables.mjs';

const web = dirname(fileURLToPath(import.meta.url));
const packages = join(web, 'node_modules');

// A name in dist, and what it is made from. For a browser: modules. For V8 in a C# process, which has no modules here: scripts that leave one global.
const browser = {
  'dispatch.js': 'dispatch/app.ts',
  'dispatch.css': 'dispatch/dispatch.css',
  'front.js': 'front/front.ts',
  'front.css': 'front/front.css',
  'scan.js': 'scan/app.ts',
  'scan.css': 'scan/scan.css',
  'labels.js': 'labels/app.ts',
  'labels.css': 'labels/labels.css',
  'trust.css': 'trust/trust.css',
  'desk.js': 'desk/app.ts',
  'desk.css': 'desk/desk.css',
  'apply.js': 'apply/app.ts',
  'apply.css': 'apply/apply.css',
  'buyer.js': 'buyer/app.ts',
  'buyer.css': 'buyer/buyer.css',
  'claim-entry.js': 'buyer/claim-entry.ts',
  'notices.css': 'notices/notices.css',
  'product.css': 'product/product.css',
  'scan-reader.js': 'scanning/scan-reader.ts',
  'symbols.js': 'dispatch/symbols.ts',
  'product.js': 'product/product.ts',
  'ed25519.js': 'verifier/ed25519-library.ts',
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

// Ours, as they are: of each page its HTML, where it is a shell, its texts, and its manifest, where it can be installed.
const pages = ['dispatch', 'labels', 'buyer', 'product', 'front', 'scan', 'trust', 'notices', 'desk', 'apply'];
const files = ['styles/trace.svg', ...pages.flatMap((page) => ['html', 'zh.json', 'en.json', 'webmanifest'].map((kind) => `${page}/${page}.${kind}`).filter((file) => existsSync(join(web, file))))];

// A page that is one file, with nothing beside it.
const single = { 'verify.html': { page: 'verify/verify.html', script: 'verify/verify.ts', style: 'verify/verify.css' } };

// Pages that open without a network, and what each is made of. Their workers come last: their version is that of these files.
const workers = {
  'dispatch-worker.js': { source: 'dispatch/worker.ts', page: '/dispatch', assets: ['dispatch.js', 'dispatch.css', 'scan-reader.js', 'symbols.js', 'zxing_reader.wasm', 'dispatch.webmanifest', 'trace.svg'], also: ['dispatch.html', 'dispatch.zh.json', 'dispatch.en.json'] },
};

const shared = { bundle: true, target: 'es2022', charset: 'utf8', legalComments: 'none', logLevel: 'warning', absWorkingDir: web };

function generate() {
  const bin = join(packages, '.bin');
  execFileSync(join(bin, 'buf'), ['generate', '../protos'], { cwd: web, stdio: 'inherit', env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } });
  writeTables(web);
  writeVerifierTables(web);
}

function tests(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile() && file.name.endsWith('.test.ts') && !file.parentPath.includes('node_modules'))
    .map((file) => relative(web, join(file.parentPath, file.name)));
}

// The page with script and style inside. Its own policy lets just these run, and asks nothing of any site but what its reader types.
async function inlined(page, script, style) {
  const text = async (source) => {
    const { outputFiles: [file] } = await build({ ...shared, entryPoints: [source], write: false, platform: 'browser', format: 'esm', minify: true });
    return file.text.trim().replaceAll('</script', '<\\/script');
  };
  const parts = { script: await text(script), style: await text(style) };
  const hash = (part) => createHash('sha256').update(part).digest();
  const allowed = (part) => `'sha256-${hash(part).toString('base64')}'`;
  const values = {
    ...parts,
    csp: `default-src 'none'; script-src ${allowed(parts.script)}; style-src ${allowed(parts.style)}; connect-src *; img-src data:; base-uri 'none'; form-action 'none'`,
    version: hash(parts.script).toString('hex').slice(0, 12),
  };
  return readFileSync(join(web, page), 'utf8').replace(/\{\{(csp|style|version|script)\}\}/g, (_, name) => values[name]);
}

// What browsers load is packed once, here, as small as it gets: packed/br/NAME and packed/gzip/NAME.
function pack(dist) {
  const loaded = readdirSync(dist).filter((name) => /\.(js|css|wasm|svg|webmanifest|html)$/.test(name));
  for (const folder of ['br', 'gzip']) mkdirSync(join(dist, 'packed', folder), { recursive: true });
  for (const name of loaded) {
    const bytes = readFileSync(join(dist, name));
    writeFileSync(join(dist, 'packed/br', name), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
    writeFileSync(join(dist, 'packed/gzip', name), gzipSync(bytes, { level: 9 }));
  }
}

generate();
const at = process.argv.indexOf('--tests');
if (at >= 0) {
  const out = process.argv[at + 1];
  mkdirSync(out, { recursive: true });
  const entryPoints = tests(web);
  if (entryPoints.length > 0) await build({ ...shared, entryPoints, outdir: out, outbase: web, platform: 'node', format: 'esm', external: ['esbuild'], outExtension: { '.js': '.mjs' }, sourcemap: 'inline' });
} else {
  const dist = join(web, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  for (const [name, source] of Object.entries(copied)) copyFileSync(join(packages, source), join(dist, name));
  for (const [name, source] of Object.entries(browser)) {
    await build({ ...shared, entryPoints: [source], outfile: join(dist, name), platform: 'browser', format: 'esm', minify: true });
  }
  for (const [name, { page, script, style }] of Object.entries(single)) writeFileSync(join(dist, name), await inlined(page, script, style));
  for (const file of files) copyFileSync(join(web, file), join(dist, basename(file)));
  for (const [name, { source, page, assets, also }] of Object.entries(workers)) {
    const hash = createHash('sha256');
    for (const file of [...assets, ...also]) hash.update(readFileSync(join(dist, file)));
    const define = { VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)), FILES: JSON.stringify([page, ...assets.map((file) => `/assets/${file}`)]) };
    await build({ ...shared, entryPoints: [source], outfile: join(dist, name), platform: 'browser', format: 'iife', minify: true, define });
  }
  pack(dist);
  for (const [name, { source, global }] of Object.entries(v8)) {
    await build({ ...shared, entryPoints: [source], outfile: join(dist, name), platform: 'neutral', mainFields: ['browser', 'module', 'main'], format: 'iife', globalName: global });
  }
}
