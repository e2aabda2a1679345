// Bundles the tests into dist/test and runs them with Node's own runner. Arguments go to Node.

import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(FOLDER, 'dist', 'test');
const names = readdirSync(join(FOLDER, 'test')).filter((name) => name.endsWith('.test.ts'));

rmSync(OUT, { recursive: true, force: true });
await build({
  absWorkingDir: FOLDER,
  entryPoints: names.map((name) => join('test', name)),
  outdir: OUT,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
});
// Milliseconds, for a file with all its tests; each of them waits for less by itself.
const PATIENCE = 240_000;
const files = names.map((name) => join(OUT, name.replace(/ts$/, 'mjs')));
const runner = ['--test', `--test-timeout=${PATIENCE}`, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [...runner, ...files], {
  cwd: FOLDER,
  stdio: 'inherit',
});
process.exit(status ?? 1);
