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
  readonly platform: NodeJS.Platform;
}

/** The command, or else the places that were looked at. */
export type Search =
  | { readonly command: string; readonly places?: never }
  | { readonly command?: never; readonly places: readonly string[] };

/** Look where the setting says; without one, in the Python environment and then on PATH. */
export function findCommand(surroundings: Surroundings): Search {
  const places = candidates(surroundings);
  const command = places.find(isExecutable);
  return command === undefined ? { places } : { command };
}

function candidates(surroundings: Surroundings): string[] {
  const setting = surroundings.setting.trim();
  if (!setting) {
    return [...besidePython(surroundings), ...onSearchPath(surroundings, 'dockerlabel')];
  }
  if (!/[/\\]/.test(setting)) {
    return onSearchPath(surroundings, setting);
  }
  return [expand(setting, surroundings)];
}

/** Expand what other extensions expand in such settings. */
function expand(setting: string, { home, folder, platform }: Surroundings): string {
  const { resolve } = pathsOf(platform);
  const path = setting
    .replace(/^~(?=[/\\])/, () => home)
    .replaceAll('${workspaceFolder}', (variable) => folder ?? variable);
  return resolve(folder ?? home, path);
}

function besidePython({ python, platform }: Surroundings): string[] {
  if (python === undefined) {
    return [];
  }
  const { dirname, join } = pathsOf(platform);
  const scripts = platform === 'win32' ? 'Scripts' : 'bin';
  const folder = isFolder(python) ? join(python, scripts) : dirname(python);
  return [join(folder, programName('dockerlabel', platform))];
}

/** The places on PATH. A relative entry would let the working directory choose the command. */
function onSearchPath({ searchPath, platform }: Surroundings, name: string): string[] {
  const { delimiter, isAbsolute, join } = pathsOf(platform);
  return searchPath
    .split(delimiter)
    .filter((entry) => isAbsolute(entry))
    .map((entry) => join(entry, programName(name, platform)));
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
