// Where the `dockerlabel` command is. Nothing of VS Code is needed here.

import { accessSync, constants, statSync } from 'node:fs';
import { posix, win32 } from 'node:path';

/** What decides on the command. `python` is an interpreter or the folder of an environment. */
export interface Surroundings {
  readonly setting: string;
  readonly python: string | undefined;
  readonly searchPath: string;
  readonly home: string;
  readonly folder: string | undefined;
  readonly isTrusted: boolean;
  readonly platform: NodeJS.Platform;
}

/** A place where the command may be, and why it is looked for there. */
export interface Place {
  readonly path: string;
  readonly why: string;
}

/** The command, if there is one, and the places that were looked at before. */
export interface Search {
  readonly command: Place | undefined;
  readonly missing: readonly Place[];
}

/**
 * Look where the setting says; without one, in the Python environment that is selected, in the
 * folder's own, and then on PATH. A folder that is not trusted has no say.
 */
export function findCommand(surroundings: Surroundings): Search {
  const places = candidates(surroundings);
  const index = places.findIndex(({ path }) => isExecutable(path));
  return { command: places[index], missing: index < 0 ? places : places.slice(0, index) };
}

function candidates(surroundings: Surroundings): Place[] {
  const setting = surroundings.setting.trim();
  if (!setting) {
    const { python } = surroundings;
    return [
      ...inEnvironment(surroundings, python, 'the selected Python environment'),
      ...['.venv', 'venv'].flatMap((name) => inFolder(surroundings, name)),
      ...onSearchPath(surroundings, 'dockerlabel', 'PATH'),
    ];
  }
  if (!/[/\\]/.test(setting)) {
    return onSearchPath(surroundings, setting, 'dockerlabel.path, on PATH');
  }
  return [{ path: expand(setting, surroundings), why: 'dockerlabel.path' }];
}

/** Expand what other extensions expand in such settings. */
function expand(setting: string, { home, folder, platform }: Surroundings): string {
  const { resolve } = pathsOf(platform);
  const path = setting
    .replace(/^~(?=[/\\])/, () => home)
    .replaceAll('${workspaceFolder}', (variable) => folder ?? variable);
  return resolve(folder ?? home, path);
}

function inEnvironment(
  { platform }: Surroundings,
  python: string | undefined,
  why: string,
): Place[] {
  if (python === undefined) {
    return [];
  }
  const { dirname, join } = pathsOf(platform);
  const scripts = platform === 'win32' ? 'Scripts' : 'bin';
  const folder = isFolder(python) ? join(python, scripts) : dirname(python);
  return [{ path: join(folder, programName('dockerlabel', platform)), why }];
}

function inFolder(surroundings: Surroundings, name: string): Place[] {
  const { folder, isTrusted, platform } = surroundings;
  if (folder === undefined || !isTrusted) {
    return [];
  }
  const environment = pathsOf(platform).join(folder, name);
  return isFolder(environment) ? inEnvironment(surroundings, environment, `${name} of the folder`) : [];
}

/** The places on PATH. A relative entry would let the working directory choose the command. */
function onSearchPath({ searchPath, platform }: Surroundings, name: string, why: string): Place[] {
  const { delimiter, isAbsolute, join } = pathsOf(platform);
  return searchPath
    .split(delimiter)
    .filter((entry) => isAbsolute(entry))
    .map((entry) => ({ path: join(entry, programName(name, platform)), why }));
}

function programName(name: string, platform: NodeJS.Platform): string {
  return platform === 'win32' && !/\.exe$/i.test(name) ? `${name}.exe` : name;
}

function pathsOf(platform: NodeJS.Platform): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
