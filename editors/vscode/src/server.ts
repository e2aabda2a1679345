// The server's process. Nothing of VS Code is needed here.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { End } from './advice';

const KEPT_LINES = 20;
const PATIENCE = 5000; // milliseconds

/** A process that was started; `end` comes when it is gone and all that it wrote has been read. */
export interface Server {
  readonly process: ChildProcess;
  readonly end: Promise<End>;
  /** End the process, and what it has started, at once. */
  kill(): void;
}

/** Start `command server`; `log` gets each line of its standard error. */
export async function launch(command: string, log: (line: string) => void): Promise<Server> {
  // A group of its own, as the command may be a script that starts another one.
  const detached = globalThis.process.platform !== 'win32';
  const process = spawn(command, ['server'], { stdio: 'pipe', shell: false, detached });
  const kill = () => {
    try {
      detached && process.pid ? globalThis.process.kill(-process.pid, 'SIGKILL') : process.kill();
    } catch {
      // It has ended already.
    }
  };
  // If the extension host ends before it could stop the server.
  globalThis.process.once('exit', kill);
  const errors: string[] = [];
  createInterface({ input: process.stderr }).on('line', (line) => {
    log(line);
    errors.splice(0, Math.max(0, errors.length + 1 - KEPT_LINES));
    errors.push(line);
  });
  // A server that is gone takes no more messages; `end` says how it ended.
  process.stdin.on('error', () => {});
  const end = new Promise<End>((resolve) => {
    process.on('close', (status, signal) => {
      globalThis.process.off('exit', kill);
      resolve({ status, signal, errors });
    });
  });
  await once(process, 'spawn');
  return { process, end, kill };
}

/** How a server ended, if it does within so many milliseconds. */
export function endWithin({ end }: Server, milliseconds: number): Promise<End | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return Promise.race([end, patience]).finally(() => clearTimeout(timer));
}

/** What `command` prints with some arguments, standard error included; it may fail. */
export function output(command: string, ...rest: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, rest, { timeout: PATIENCE, killSignal: 'SIGKILL' }, (_error, out, errors) =>
      resolve(`${out}${errors}`),
    );
  });
}

/** The version of a command, if it prints one. */
export async function versionOf(command: string): Promise<string | undefined> {
  return /^dockerlabel (\d\S*)/.exec(await output(command, '--version'))?.[1];
}
