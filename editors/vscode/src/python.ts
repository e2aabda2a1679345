// Which Python environment is selected, by word of the Python extension, if that is installed.

import { extensions, type Event, type Uri } from 'vscode';

/** The part of the Python extension's interface that is used. */
interface Python {
  readonly environments: {
    getActiveEnvironmentPath(resource?: Uri): { readonly path: string };
    readonly onDidChangeActiveEnvironmentPath: Event<unknown>;
  };
}

/** The Python extension's interface; undefined where it is not installed or does not answer. */
export async function pythonExtension(): Promise<Python | undefined> {
  const extension = extensions.getExtension<Partial<Python> | undefined>('ms-python.python');
  try {
    const found = await extension?.activate();
    return found?.environments && { environments: found.environments };
  } catch {
    return undefined; // it has told its user itself
  }
}
