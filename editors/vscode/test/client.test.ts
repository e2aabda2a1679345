// The extension as it is packed, with the real server: only VS Code itself is made up (see code.ts).
//
// DOCKERLABEL names the command.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

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

/** Which of the processes in a file still run. */
function alive(pids: string): string[] {
  return readFileSync(pids, 'utf8')
    .split('\n')
    .filter((pid) => pid && existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
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
  test(`the code action ${kind} fixes the buffer`, async () => {
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

test('fixOnSave: a change of it restarts the server, and saving fixes', async () => {
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
  assert.match(code.shown[0] ?? '', /pip install 'dockerlabel @ git/);
  assert.match(code.opened[0] ?? '', /\/docs\/editors\.md$/);
  assert(code.logged.includes(`there is no program at ${join(folder, 'dockerlabel')} (PATH)`));
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

test('a program that is no server: what it said last', async () => {
  const path = program("#!/bin/sh\necho 'no such command: server' >&2\nexit 3\n");
  code.settings.set('dockerlabel.path', path);
  await activate();
  assert.equal(code.shown.length, 1);
  assert.match(code.shown[0] ?? '', /dockerlabel" server ended with status 3: no such command: server\. The log/);
});

test('a program that ends at once without an error: that it ended', async () => {
  code.settings.set('dockerlabel.path', program('#!/bin/sh\nexit 0\n'));
  await activate();
  assert.equal(code.shown.length, 1);
  assert.match(code.shown[0] ?? '', /server ended with status 0\. The log/);
});

test('a server that hangs is given up, and its processes are ended', async () => {
  const pids = join(folder, 'pids');
  const path = program(`#!/bin/sh\necho $$ >'${pids}'\nsleep 1000 & echo $! >>'${pids}'\nwait\n`);
  code.settings.set('dockerlabel.path', path);
  const begin = Date.now();
  await activate();
  assert(Date.now() - begin >= 9_900);
  assert.deepEqual(code.shown.map((each) => each.includes('did not answer within 10 seconds')), [true]);
  assert.deepEqual(alive(pids), []);
});

test('Restart ends a start that hangs, and starts anew', async () => {
  const pids = join(folder, 'pids');
  const path = program(`#!/bin/sh\necho $$ >'${pids}'\nexec sleep 1000\n`);
  code.settings.set('dockerlabel.path', path);
  const first = activate();
  await code.until('the first start', () => code.logged.includes(`starting ${path} server`));
  while (!existsSync(pids)) {
    await setTimeout(10);
  }
  code.settings.set('dockerlabel.path', COMMAND);
  await code.commands.get('dockerlabel.restart')?.();
  await first;
  await diagnosed(code.open('Dockerfile', BEFORE), 1);
  assert.deepEqual(code.shown, []);
  assert.deepEqual(alive(pids), []);
});

test('a reload leaves no process behind', async () => {
  const pids = join(folder, 'pids');
  code.settings.set('dockerlabel.path', program(`#!/bin/sh\necho $$ >'${pids}'\nexec '${COMMAND}' "$@"\n`));
  await activate();
  await diagnosed(code.open('Dockerfile', BEFORE), 1);
  assert.equal(alive(pids).length, 1);
  await extension.deactivate();
  assert.deepEqual(alive(pids), []);
});

test('a server that dies again and again: said once, by us', async () => {
  const pids = join(folder, 'pids');
  const path = program(`#!/bin/sh\necho $$ >'${pids}'\nexec '${COMMAND}' "$@"\n`);
  code.settings.set('dockerlabel.path', path);
  await activate();
  const buffer = code.open('Dockerfile', BEFORE);
  for (let death = 0; death < 5; death += 1) {
    await diagnosed(buffer, 1);
    execFileSync('sh', ['-c', `kill -KILL $(cat '${pids}')`]);
    await diagnosed(buffer, 0);
  }
  await code.until('the advice', () => code.shown.length > 0);
  assert.equal(code.shown.length, 1);
  assert.match(code.shown[0] ?? '', /server ended by SIGKILL\. The log says more; dockerlabel: Restart/);
});

test('a server that is too old: its version and how to update it', async () => {
  const script = String.raw`
case "$1" in
  --version) echo 'dockerlabel 0.0.9' ;;
  *) echo 'the language server needs pygls 2' >&2; exit 2 ;;
esac`;
  code.settings.set('dockerlabel.path', program(`#!/bin/sh\n${script}\n`));
  await activate();
  assert.equal(code.shown.length, 1);
  assert.match(code.shown[0] ?? '', /is version 0\.0\.9; this extension needs .*pip install --upgrade/);
});

test('the commands of the palette', async () => {
  const run = async (name: string) => code.commands.get(`dockerlabel.${name}`)?.();
  await activate();
  for (const name of ['fixAll', 'openRule']) {
    await run(name);
  }
  assert.deepEqual(code.shown.splice(0), Array(2).fill('Open a Dockerfile first.'));
  writeFileSync(join(folder, 'app', 'Dockerfile'), BEFORE);
  code.active = code.open('Dockerfile', BEFORE);
  await diagnosed(code.active, 1);
  await run('fixAll');
  assert.match(code.opened[0] ?? '', /^editor\.action\.codeAction .*source\.fixAll\.dockerlabel/);
  await run('openRule');
  assert.match(code.opened[1] ?? '', /\/docs\/rules\/wrong-source\.md$/);
  await run('showSettings');
  assert.match(code.opened[2] ?? '', /fail-on/);
  code.change(code.active, code.active.whole, AFTER);
  await diagnosed(code.active, 0);
  await run('openRule');
  assert.deepEqual(code.shown, ['dockerlabel found nothing in this file.']);
});

test('a program whose interpreter is gone: that it can not be started', async () => {
  const path = program('#!/nowhere/python\n');
  code.settings.set('dockerlabel.path', path);
  await activate();
  assert.equal(code.shown.length, 1);
  assert.match(code.shown[0] ?? '', /cannot be started: spawn .* ENOENT/);
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
  assert.match(code.shown[0] ?? '', /elsewhere\/dockerlabel" server ended with status 3\./);
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
