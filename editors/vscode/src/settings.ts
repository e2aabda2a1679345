// From VS Code's settings to what the server is told. Nothing of VS Code itself is needed here.

/** The part of `vscode.WorkspaceConfiguration` that is read. */
export interface Configuration {
  get<T>(key: string, byDefault: T): T;
}

/** The extension's settings; `trace.server` is read by the language client itself. */
export interface Settings {
  readonly path: string;
  readonly fixOnSave: boolean;
}

/** What the server takes as `initializationOptions`. */
export interface InitializationOptions {
  readonly fixOnSave: boolean;
}

/** Read the settings; one of a wrong type counts as not set, as VS Code marks it itself. */
export function readSettings(configuration: Configuration): Settings {
  const path = configuration.get<unknown>('path', '');
  return {
    path: typeof path === 'string' ? path : '',
    fixOnSave: configuration.get<unknown>('fixOnSave', false) === true,
  };
}

export function initializationOptions({ fixOnSave }: Settings): InitializationOptions {
  return { fixOnSave };
}
