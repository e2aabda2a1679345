import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MINIMUM, ended, hanging, isTooOld, notFound, notStarted, tooOld } from '../src/advice';

test('no command: what to install', () => {
  assert.match(notFound(''), /not found in the selected Python environment, in \.venv or venv of the folder, or on PATH/);
  assert.match(notFound(' '), /pip install 'dockerlabel @ git/);
});

test('a wrong setting: its value', () => {
  assert.match(notFound(' ~/x '), /^dockerlabel\.path is set to "~\/x"/);
});

test('a command that cannot be started: why', () => {
  assert.equal(notStarted('/x', new Error('EACCES')), '"/x" cannot be started: EACCES');
});

test('a server that does not answer: for how long', () => {
  assert.match(hanging('/x', 10), /^"\/x" server did not answer within 10 seconds/);
});

test('too old: the version and how to update it', () => {
  assert.match(
    tooOld('/x', '0.0.9'),
    /^"\/x" is version 0\.0\.9; this extension needs \S+ or newer\. .*: pip install --upgrade 'dockerlabel @ git\S+'$/,
  );
});

for (const [version, expected] of [
  ['0.0.9', true],
  ['0.0', true],
  [MINIMUM, false],
  [`${MINIMUM}.dev1`, false],
  ['0.10', false],
  ['1.0.0', false],
  ['unknown', false],
  [undefined, false],
] as const) {
  test(`${version} is ${expected ? '' : 'not '}too old`, () => assert.equal(isTooOld(version), expected));
}

for (const [end, expected] of [
  [{ status: 1, signal: null, errors: ['first', 'last', ' '] }, 'with status 1: last'],
  [{ status: 1, signal: null, errors: [] }, 'with status 1'],
  [{ status: null, signal: 'SIGKILL', errors: [] }, 'by SIGKILL'],
] as const) {
  test(`any other end: ${expected}`, () => {
    assert(ended('/x', end).startsWith(`"/x" server ended ${expected}. The log`));
  });
}
