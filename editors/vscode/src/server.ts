// The server's process. Nothing of VS Code is needed here.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { End } from './advice';

const KEPT_LINES = 20;

/** A process that was started; `end` comes when it is gone and all that it wrote has been read. */
export interface Server {
  readonly process: ChildProcess;
  readonly end: Promise<End>;
}

/** Start `command server`; `log` gets each line of its standard error. */
export async function launch(command: string, log: (line: string) => void): Promise<Server> {
  const process = spawn(command, ['server'], { stdio: 'pipe', shell: false });
  const errors: string[] = [];
  createInterface({ input: process.stderr }).on('line', (line) => {
    log(line);
    errors.splice(0, Math.max(0, errors.length + 1 - KEPT_LINES));
    errors.push(line);
  });
  // A server that is gone takes no more messages; how it ended is told by `end`.
  process.stdin.on('error', () => {});
  const end = new Promise<End>((resolve) => {
    process.on('close', (status, signal) => resolve({ status, signal, errors }));
  });
  await once(process, 'spawn');
  return { process, end };
}

/** How a server ended, if it does within so many milliseconds. */
export function endWithin({ end }: Server, milliseconds: number): Promise<End | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return Promise.race([end, patience]).finally(() => clearTimeout(timer));
}
