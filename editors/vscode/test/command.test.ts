import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';

import { findCommand, type Surroundings } from '../src/command';

let root: string;

before(() => {
  root = mkdtempSync(join(tmpdir(), 'command-'));
  for (const place of ['environment/bin', 'first', 'second', 'home/bin', 'project/tools']) {
    mkdirSync(join(root, place), { recursive: true });
  }
  const programs = ['environment/bin/dockerlabel', 'second/dockerlabel', 'second/other'];
  for (const program of [...programs, 'home/bin/dockerlabel', 'project/tools/dockerlabel']) {
    writeFileSync(join(root, program), '', { mode: 0o755 });
  }
  writeFileSync(join(root, 'first/dockerlabel'), 'no program', { mode: 0o644 });
  mkdirSync(join(root, 'first/other'));
});

after(() => rmSync(root, { recursive: true }));

function find(what: Partial<Surroundings>): string | readonly string[] {
  const search = findCommand({
    setting: '',
    python: undefined,
    searchPath: ['', '.', 'second', join(root, 'first'), join(root, 'second')].join(delimiter),
    home: join(root, 'home'),
    folder: join(root, 'project'),
    isTrusted: true,
    platform: 'linux',
    ...what,
  });
  return search.command?.path ?? search.missing.map(({ path }) => path);
}

test('on PATH, the first that can be run; relative entries are passed over', () => {
  assert.equal(find({}), join(root, 'second/dockerlabel'));
});

test('in the Python environment first, by its folder or its interpreter', () => {
  const own = join(root, 'environment/bin/dockerlabel');
  assert.equal(find({ python: join(root, 'environment') }), own);
  assert.equal(find({ python: join(root, 'environment/bin/python') }), own);
});

test("in the folder's own environment next, if the folder is trusted", () => {
  for (const name of ['venv', '.venv']) {
    const folder = join(root, `with-${name}`);
    const own = join(folder, name, 'bin', 'dockerlabel');
    mkdirSync(join(own, '..'), { recursive: true });
    writeFileSync(own, '', { mode: 0o755 });
    assert.equal(find({ folder }), own);
    assert.equal(find({ folder, python: join(root, 'environment') }), join(root, 'environment/bin/dockerlabel'));
    assert.equal(find({ folder, isTrusted: false }), join(root, 'second/dockerlabel'));
  }
});

test('each place says why it is looked at', () => {
  const { command, missing } = findCommand({
    ...{ setting: '', python: '/gone', searchPath: join(root, 'second'), home: root },
    ...{ folder: join(root, 'project'), isTrusted: true, platform: 'linux' },
  });
  assert.equal(command?.why, 'PATH');
  assert.deepEqual(missing, [{ path: '/dockerlabel', why: 'the selected Python environment' }]);
});

test('on PATH where the environment has none', () => {
  assert.equal(find({ python: join(root, 'gone') }), join(root, 'second/dockerlabel'));
});

test('a name in the setting is looked for on PATH alone', () => {
  const python = join(root, 'environment');
  assert.equal(find({ setting: 'dockerlabel', python }), join(root, 'second/dockerlabel'));
  assert.equal(find({ setting: ' other ' }), join(root, 'second/other'));
});

for (const [setting, expected] of [
  ['~/bin/dockerlabel', 'home/bin/dockerlabel'],
  ['${workspaceFolder}/tools/dockerlabel', 'project/tools/dockerlabel'],
  ['./tools/dockerlabel', 'project/tools/dockerlabel'],
  ['tools/dockerlabel', 'project/tools/dockerlabel'],
] as const) {
  test(`a path in the setting: ${setting}`, () => {
    assert.equal(find({ setting }), join(root, expected));
  });
}

test('an absolute path in the setting', () => {
  const setting = join(root, 'second/other');
  assert.equal(find({ setting, folder: undefined }), setting);
});

test('a setting is not passed over, also where there is another command', () => {
  const python = join(root, 'environment');
  assert.deepEqual(find({ setting: './gone', python }), [join(root, 'project/gone')]);
  assert.deepEqual(find({ setting: '${workspaceFolder}/x', folder: undefined }), [
    join(root, 'home/${workspaceFolder}/x'),
  ]);
});

test('all places that were looked at', () => {
  const first = join(root, 'first');
  assert.deepEqual(find({ python: '/gone/bin/python', searchPath: first }), [
    '/gone/bin/dockerlabel',
    join(first, 'dockerlabel'),
  ]);
});

test('on Windows', () => {
  const windows = { platform: 'win32', searchPath: 'C:\\bin;bin;D:\\', home: 'C:\\me' } as const;
  assert.deepEqual(find({ ...windows, python: 'E:\\env\\Scripts\\python.exe' }), [
    'E:\\env\\Scripts\\dockerlabel.exe',
    'C:\\bin\\dockerlabel.exe',
    'D:\\dockerlabel.exe',
  ]);
  assert.deepEqual(find({ ...windows, setting: 'x.exe' }), ['C:\\bin\\x.exe', 'D:\\x.exe']);
  assert.deepEqual(find({ ...windows, setting: '~\\x.exe', folder: undefined }), ['C:\\me\\x.exe']);
});
