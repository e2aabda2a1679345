// Bundles the extension into dist/extension.js, and beside it the licences of what is bundled and the
// schema of the configuration file, which is the package's own.

import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));

const { metafile } = await build({
  absWorkingDir: FOLDER,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20', // that of VS Code 1.91
  format: 'cjs',
  external: ['vscode'],
  metafile: true,
  logLevel: 'warning',
});

const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const folders = Object.keys(metafile.inputs).flatMap((path) => PACKAGE.exec(path)?.[0] ?? []);
const notices = [...new Set(folders)].sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(join(FOLDER, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(FOLDER, folder)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) {
    throw new Error(`${folder} has no licence`);
  }
  return `${name} ${version}\n\n${readFileSync(join(FOLDER, folder, file), 'utf8').trim()}\n`;
});
writeFileSync(join(FOLDER, 'dist', 'NOTICES.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));

const SCHEMA = 'dockerlabel.schema.json';
copyFileSync(join(FOLDER, '../../src/dockerlabel', SCHEMA), join(FOLDER, 'dist', SCHEMA));
