import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ended, notFound, notStarted } from '../src/advice';

test('no command: what to install', () => {
  assert.match(notFound(''), /neither in the selected Python environment nor on PATH/);
  assert.match(notFound(' '), /pip install 'dockerlabel\[lsp\] @ git/);
});

test('a wrong setting: its value', () => {
  assert.match(notFound(' ~/x '), /^dockerlabel\.path is set to "~\/x"/);
});

test('a command that can not be started: why', () => {
  assert.equal(notStarted('/x', new Error('EACCES')), '"/x" can not be started: EACCES');
});

test('the extra is missing: what to install', () => {
  const errors = ['dockerlabel: the language server needs pygls 2, which is not installed', 'x'];
  assert.match(
    ended('/x', { status: 2, signal: null, errors }),
    /^"\/x" was installed without its language server\. .*: pip install 'dockerlabel\[lsp\] @ git\S+'$/,
  );
});

for (const [end, expected] of [
  [{ status: 1, signal: null, errors: ['first', 'last', ' '] }, 'with status 1: last'],
  [{ status: 1, signal: null, errors: [] }, 'with status 1'],
  [{ status: null, signal: 'SIGKILL', errors: [] }, 'by SIGKILL'],
] as const) {
  test(`any other end: ${expected}`, () => {
    assert.equal(ended('/x', end), `"/x" server ended ${expected}`);
  });
}
