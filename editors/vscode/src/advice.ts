// What to tell a user whose server does not run. Nothing of VS Code is needed here.

/** How a server ended: its exit status or signal, and the last lines of its standard error. */
export interface End {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: readonly string[];
}

/** The oldest version whose server this extension can use. */
export const MINIMUM = '0.1.0';

const PACKAGE = "'dockerlabel @ git+https://github.com/dockerlabel/dockerlabel'";
const INSTALL = `pip install ${PACKAGE}`;

/** Say that there is no command, and what to do. */
export function notFound(setting: string): string {
  return setting.trim()
    ? `dockerlabel.path is set to ${quoted(setting.trim())}, which is not a program that can be run. ` +
        'Correct the setting, or empty it to search the Python environment, the folder and PATH.'
    : 'The dockerlabel command was not found in the selected Python environment, in .venv or venv ' +
        `of the folder, or on PATH. Install it (${INSTALL}, or the same with pipx), or set dockerlabel.path.`;
}

/** Say why a command that was found could not be started. */
export function notStarted(command: string, error: Error): string {
  return `${quoted(command)} cannot be started: ${error.message}`;
}

/** Say that a server that was started does not answer. */
export function hanging(command: string, seconds: number): string {
  return (
    `${quoted(command)} server did not answer within ${seconds} seconds, and was ended. ` +
    'Run it in a terminal to see what it waits for, or set dockerlabel.path to another one.'
  );
}

/** Say that a command is older than this extension can use, and how to update it. */
export function tooOld(command: string, version: string): string {
  return (
    `${quoted(command)} is version ${version}; this extension needs ${MINIMUM} or newer. ` +
    `Update it in the same environment: pip install --upgrade ${PACKAGE}`
  );
}

/** Say why a server ended before it was ready, or too often later on. */
export function ended(command: string, end: End): string {
  const how = end.signal === null ? `with status ${end.status}` : `by ${end.signal}`;
  const last = end.errors.findLast((line) => line.trim() !== '');
  return (
    `${quoted(command)} server ended ${how}${last === undefined ? '' : `: ${last}`}. ` +
    'The log says more; dockerlabel: Restart tries again.'
  );
}

/** Whether a version is older than this extension can use; one that is not known is not. */
export function isTooOld(version: string | undefined): version is string {
  const parts = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(version ?? '')?.slice(1) ?? [];
  const minimum = MINIMUM.split('.').map(Number);
  const differing = minimum.findIndex((each, index) => Number(parts[index] ?? 0) !== each);
  return parts.length > 0 && differing >= 0 && Number(parts[differing] ?? 0) < minimum[differing]!;
}

function quoted(text: string): string {
  return `"${text}"`;
}
