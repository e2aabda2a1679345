// The extension as it is packed, with the real server: only VS Code itself is made up (see code.ts).
//
// DOCKERLABEL names the command.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { Code, Position, type Buffer, type Diagnostic, type Extension } from './code';

const COMMAND = process.env['DOCKERLABEL'] ?? assert.fail('DOCKERLABEL names no command');
const BUNDLE = resolve('dist', 'extension.js');
const KEY = 'org.opencontainers.image.source';
const OWN = 'https://github.com/octo-org/app';
const OTHER = 'https://github.com/someone-else/tool';
const BEFORE = `FROM alpine\nLABEL x='é😀\f\u0085\u2028é😀' ${KEY}=${OTHER} y=1\nRUN true\n`;
const AFTER = BEFORE.replace(OTHER, OWN);

let folder: string;
let code: Code;
let extension: Extension;
let subscriptions: { dispose(): unknown }[];
const searchPath = process.env['PATH'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dockerlabel-'));
  const root = join(folder, 'app');
  mkdirSync(root);
  execFileSync('git', ['init', '--quiet', root]);
  execFileSync('git', ['-C', root, 'remote', 'add', 'origin', OWN]);
  code = new Code(root);
  code.settings.set('dockerlabel.path', COMMAND);
  extension = code.load(BUNDLE);
  subscriptions = [];
});

afterEach(async () => {
  await extension.deactivate();
  subscriptions.forEach((each) => each.dispose());
  process.env['PATH'] = searchPath;
  rmSync(folder, { recursive: true });
});

const activate = () => extension.activate({ subscriptions });
const found = ({ uri }: Buffer): readonly Diagnostic[] => code.diagnosed.get(uri.toString()) ?? [];

async function diagnosed(buffer: Buffer, count: number): Promise<readonly Diagnostic[]> {
  await code.until(`${count} diagnostics`, () => found(buffer).length === count);
  return found(buffer);
}

/** A program of the name `dockerlabel` in a folder of its own. */
function program(script: string, name = 'bin'): string {
  const path = join(folder, name, 'dockerlabel');
  mkdirSync(dirname(path));
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

test('diagnostics stand where they belong, and know their rule', async () => {
  await activate();
  const buffer = code.open('Dockerfile', BEFORE);
  const [only] = await diagnosed(buffer, 1);
  assert(only);
  assert.equal(buffer.getText(only.range), OTHER);
  assert.equal(only.source, 'dockerlabel');
  assert.equal(only.severity, 0);
  assert(typeof only.code === 'object');
  assert.equal(only.code.value, 'wrong-source');
  assert.match(only.code.target.toString(), /\/docs\/rules\/wrong-source\.md$/);
  assert.match(await code.hover(buffer, only.range.start), new RegExp(`expected to be \`${OWN}\``));
  assert.equal(await code.hover(buffer, new Position(2, 1)), '');
});

for (const kind of ['source.fixAll.dockerlabel', 'source.fixAll', 'quickfix']) {
  test(`the code action ${kind} mends the buffer`, async () => {
    await activate();
    const buffer = code.open('Dockerfile', BEFORE);
    await diagnosed(buffer, 1);
    const [action, ...others] = await code.actions(buffer, kind);
    assert(action?.edit);
    // Beside the fix, a comment that ignores what is found is offered.
    assert.equal(others.length, kind === 'quickfix' ? 1 : 0);
    assert.equal(action.kind?.value, kind === 'quickfix' ? kind : 'source.fixAll.dockerlabel');
    code.applyEdit(buffer, action.edit);
    assert.equal(buffer.getText(), AFTER);
    await diagnosed(buffer, 0);
    assert.deepEqual(await code.actions(buffer, kind), []);
  });
}

test('typing is followed', async () => {
  await activate();
  const buffer = code.open('Dockerfile', AFTER);
  for (const letter of [...'é😀\u2028# ']) {
    code.change(buffer, { start: new Position(0, 0), end: new Position(0, 0) }, letter);
  }
  code.change(buffer, { start: new Position(0, 0), end: new Position(0, 6) }, '# \n');
  const start = buffer.positionAt(buffer.getText().indexOf('octo-org'));
  code.change(buffer, { start, end: new Position(start.line, start.character + 8) }, 'x');
  const [only] = await diagnosed(buffer, 1);
  assert(only);
  assert.equal(buffer.getText(only.range), 'https://github.com/x/app');
});

test('an untitled buffer has a server too', async () => {
  await activate();
  const buffer = code.open('Untitled-1', 'FROM a\nLABLE k=v\n', 'untitled');
  const [only] = await diagnosed(buffer, 1);
  assert(typeof only?.code === 'object');
  assert.equal(only.code.value, 'invalid-syntax');
});

test('buffers of other schemes are let alone', async () => {
  await activate();
  const other = code.open('/Dockerfile', BEFORE, 'git');
  await diagnosed(code.open('Dockerfile', BEFORE), 1);
  assert.deepEqual(found(other), []);
});

test('fixOnSave: a change of it restarts the server, and saving mends', async () => {
  await activate();
  const buffer = code.open('Dockerfile', BEFORE);
  await diagnosed(buffer, 1);
  await code.save(buffer);
  assert.equal(buffer.getText(), BEFORE);
  code.set('dockerlabel.fixOnSave', true);
  await diagnosed(buffer, 0);
  await diagnosed(buffer, 1);
  await code.save(buffer);
  assert.equal(buffer.getText(), AFTER);
});

test('the command Restart starts another server', async () => {
  await activate();
  const buffer = code.open('Dockerfile', BEFORE);
  await diagnosed(buffer, 1);
  const starts = () => code.logged.filter((line) => line === `starting ${COMMAND} server`).length;
  assert.equal(starts(), 1);
  await code.commands.get('dockerlabel.restart')?.();
  assert.equal(starts(), 2);
  await diagnosed(buffer, 1);
  assert.deepEqual(code.shown, []);
});

test('the command Show logs shows them', async () => {
  await activate();
  await code.commands.get('dockerlabel.showLogs')?.();
  assert.deepEqual(code.opened, ['log']);
});

test('a server that is killed is started again', async () => {
  const log = join(folder, 'pids');
  const path = program(`#!/bin/sh\necho $$ >>'${log}'\nexec '${COMMAND}' "$@"\n`);
  code.settings.set('dockerlabel.path', path);
  await activate();
  const buffer = code.open('Dockerfile', BEFORE);
  await diagnosed(buffer, 1);
  execFileSync('sh', ['-c', `kill -KILL $(cat '${log}')`]);
  await diagnosed(buffer, 0);
  await diagnosed(buffer, 1);
  assert.equal(execFileSync('wc', ['-l', log]).toString().trim().split(' ')[0], '2');
});

test('no command: advice, with ways on', async () => {
  code.settings.delete('dockerlabel.path');
  process.env['PATH'] = folder;
  code.press = 'How to install';
  await activate();
  assert.equal(code.shown.length, 1);
  assert.match(code.shown[0] ?? '', /pip install 'dockerlabel\[lsp\] @ git/);
  assert.match(code.opened[0] ?? '', /\/docs\/editors\.md$/);
  assert(code.logged.includes(`there is no program at ${join(folder, 'dockerlabel')}`));
  code.press = 'Open settings';
  await code.commands.get('dockerlabel.restart')?.();
  assert.equal(code.opened[1], 'workbench.action.openSettings dockerlabel');
});

test('a setting that names nothing is not passed over', async () => {
  code.settings.set('dockerlabel.path', './missing');
  await activate();
  assert.deepEqual(code.shown.map((each) => each.includes('"./missing"')), [true]);
  code.set('dockerlabel.path', COMMAND);
  await diagnosed(code.open('Dockerfile', BEFORE), 1);
});

test('a command without the extra lsp: advice', async () => {
  // The real command, where Python finds no pygls.
  const python = join(dirname(COMMAND), 'python');
  const script = `import sys; sys.modules["pygls"] = sys.modules["lsprotocol"] = None
from dockerlabel.cli import main; sys.exit(main())`;
  const path = program(`#!/bin/sh\nexec '${python}' -c '${script}' "$@"\n`);
  code.settings.set('dockerlabel.path', path);
  await activate();
  assert.deepEqual(code.shown, [
    `"${path}" was installed without its language server. ` +
      'Install it again with the extra lsp, into the same environment: ' +
      "pip install 'dockerlabel[lsp] @ git+https://github.com/dockerlabel/dockerlabel'",
  ]);
});

test('a program that is no server: what it said last', async () => {
  const path = program("#!/bin/sh\necho 'no such command: server' >&2\nexit 3\n");
  code.settings.set('dockerlabel.path', path);
  await activate();
  assert.deepEqual(code.shown, [`"${path}" server ended with status 3: no such command: server`]);
});

test('a program whose interpreter is gone: that it can not be started', async () => {
  const path = program('#!/nowhere/python\n');
  code.settings.set('dockerlabel.path', path);
  await activate();
  assert.equal(code.shown.length, 1);
  assert.match(code.shown[0] ?? '', /can not be started: spawn .* ENOENT/);
});

test('the selected Python environment comes before PATH, once the folder is trusted', async () => {
  code.settings.delete('dockerlabel.path');
  process.env['PATH'] = `${dirname(program('#!/bin/sh\nexit 3\n', 'elsewhere'))}:${searchPath}`;
  mkdirSync(join(folder, 'environment', 'bin'), { recursive: true });
  const own = join(folder, 'environment', 'bin', 'dockerlabel');
  symlinkSync(COMMAND, own);
  code.trusted = false;
  code.python = join(folder, 'environment');
  await activate();
  assert.match(code.shown[0] ?? '', /elsewhere\/dockerlabel" server ended with status 3$/);
  code.trust();
  await diagnosed(code.open('Dockerfile', BEFORE), 1);
  assert(code.logged.includes(`starting ${own} server`));
  code.selectPython(join(folder, 'nowhere'));
  await code.until('the other environment', () => code.shown.length === 2);
  assert.match(code.shown[1] ?? '', /elsewhere\/dockerlabel/);
});

test('a setting of a wrong type counts as not set', async () => {
  code.settings.set('dockerlabel.fixOnSave', 'yes');
  await activate();
  await diagnosed(code.open('Dockerfile', BEFORE), 1);
  assert.deepEqual(code.shown, []);
});
