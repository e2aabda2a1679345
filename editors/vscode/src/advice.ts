// What to tell a user whose server does not run. Nothing of VS Code is needed here.

/** How a server ended: its exit status or signal, and the last lines of its standard error. */
export interface End {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: readonly string[];
}

const PACKAGE = "'dockerlabel[lsp] @ git+https://github.com/dockerlabel/dockerlabel'";
const INSTALL = `pip install ${PACKAGE}`;

/** Say that there is no command, and what to do. */
export function notFound(setting: string): string {
  return setting.trim()
    ? `dockerlabel.path is set to ${quoted(setting.trim())}, which is no program that can be run. ` +
        'Correct the setting, or empty it to look in the Python environment and on PATH.'
    : 'The dockerlabel command was found neither in the selected Python environment nor on PATH. ' +
        `Install it (${INSTALL}, or the same with pipx), or set dockerlabel.path.`;
}

/** Say why a command that was found could not be started. */
export function notStarted(command: string, error: Error): string {
  return `${quoted(command)} can not be started: ${error.message}`;
}

/** Say why a server ended before it was ready, or by itself later on. */
export function ended(command: string, end: End): string {
  if (end.errors.some((line) => line.includes('needs pygls'))) {
    return (
      `${quoted(command)} was installed without its language server. ` +
      `Install it again with the extra lsp, into the same environment: ${INSTALL}`
    );
  }
  const how = end.signal === null ? `with status ${end.status}` : `by ${end.signal}`;
  const last = end.errors.findLast((line) => line.trim() !== '');
  return `${quoted(command)} server ended ${how}${last === undefined ? '' : `: ${last}`}`;
}

function quoted(text: string): string {
  return `"${text}"`;
}
