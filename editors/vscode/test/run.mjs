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
const files = names.map((name) => join(OUT, name.replace(/ts$/, 'mjs')));
const { status } = spawnSync(process.execPath, ['--test', '--test-timeout=60000', ...process.argv.slice(2), ...files], {
  cwd: FOLDER,
  stdio: 'inherit',
});
process.exit(status ?? 1);
