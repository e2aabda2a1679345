import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { initializationOptions, readSettings } from '../src/settings';

const read = (settings: Record<string, unknown>) =>
  readSettings({ get: <T>(key: string, byDefault: T) => (settings[key] ?? byDefault) as T });

test('what is not set', () => {
  assert.deepEqual(read({}), { path: '', fixOnSave: false });
});

test('what is set', () => {
  assert.deepEqual(read({ path: '/x', fixOnSave: true }), { path: '/x', fixOnSave: true });
});

test('a wrong type counts as not set', () => {
  assert.deepEqual(read({ path: 3, fixOnSave: 'true' }), { path: '', fixOnSave: false });
});

test('the server is told nothing that it does not know', () => {
  assert.deepEqual(initializationOptions(read({ path: '/x' })), { fixOnSave: false });
  assert.deepEqual(initializationOptions(read({ fixOnSave: true })), { fixOnSave: true });
});

test('the manifest declares the settings, with the same defaults', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
  const declared = contributes.configuration.properties;
  const defaults = Object.fromEntries(
    Object.entries<{ default: unknown }>(declared).map(([name, each]) => [name, each.default]),
  );
  assert.deepEqual(defaults, {
    'dockerlabel.path': '',
    'dockerlabel.fixOnSave': false,
    'dockerlabel.trace.server': 'off',
  });
});
