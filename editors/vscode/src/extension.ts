// Starts `dockerlabel server` for Dockerfiles, and says what to do if that does not work.

import { homedir } from 'node:os';

import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  State,
  type CloseHandlerResult,
} from 'vscode-languageclient/node';

import { ended, hanging, isTooOld, notFound, notStarted, tooOld } from './advice';
import { findCommand } from './command';
import { fixAll, openRule, showSettings } from './commands';
import { pythonExtension } from './python';
import { endWithin, launch, versionOf, type Server } from './server';
import { initializationOptions, readSettings, type Settings } from './settings';

const ID = 'dockerlabel';
const HELP = vscode.Uri.parse('https://github.com/dockerlabel/dockerlabel/blob/main/docs/editors.md');
const START = 10; // seconds that a server may take until it answers
const PATIENCE = 2000; // milliseconds that it may take to end
const CRASHES = { most: 4, within: 180_000 }; // milliseconds

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel(ID, { log: true });
  const own = new Session(log);
  session = own;
  const restart = () => own.restart();
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand(`${ID}.restart`, restart),
    vscode.commands.registerCommand(`${ID}.showLogs`, () => log.show()),
    vscode.commands.registerCommand(`${ID}.fixAll`, fixAll),
    vscode.commands.registerCommand(`${ID}.openRule`, openRule),
    vscode.commands.registerCommand(`${ID}.showSettings`, () => showSettings(own.command)),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if ([`${ID}.path`, `${ID}.fixOnSave`].some((name) => event.affectsConfiguration(name))) {
        await restart();
      }
    }),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
  session = undefined;
}

/** A client that logs its errors and shows none: what they say helps only who wrote it. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** One server at a time, and its client; starts and stops follow one another. */
class Session {
  readonly #log: vscode.LogOutputChannel;
  #client: LanguageClient | undefined;
  #server: Server | undefined;
  #python: vscode.Disposable | undefined;
  #last: Promise<void> = Promise.resolve();
  #starting: AbortController | undefined;
  /** The command that runs, or was tried last. */
  command: string | undefined;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  restart(): Promise<void> {
    return this.#next(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  stop(): Promise<void> {
    this.#python?.dispose();
    return this.#next(() => this.#stop());
  }

  /** Do something after what was begun before; a start that still waits is given up. */
  #next(step: () => Promise<void>): Promise<void> {
    this.#starting?.abort();
    this.#last = this.#last.then(step).catch((error: unknown) => this.#log.error(String(error)));
    return this.#last;
  }

  async #start(): Promise<void> {
    const { signal } = (this.#starting = new AbortController());
    const settings = readSettings(vscode.workspace.getConfiguration(ID));
    const command = (this.command = await this.#find(settings));
    if (command === undefined) {
      return this.#advise(notFound(settings.path));
    }
    this.#log.info(`starting ${command} server`);
    try {
      this.#server = await launch(command, (line) => this.#log.info(line));
    } catch (error) {
      return this.#advise(notStarted(command, error as Error));
    }
    this.#client = this.#connect(command, settings);
    const wrong = await this.#ready(command, this.#client, { server: this.#server, signal });
    if (wrong !== undefined) {
      if (wrong) {
        this.#advise(wrong);
      }
      await this.#stop();
    }
  }

  /** Wait for a server; what is wrong with it, empty if another start takes its place. */
  async #ready(
    command: string,
    client: LanguageClient,
    { server, signal }: { server: Server; signal: AbortSignal },
  ): Promise<string | undefined> {
    const started = client.start().then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      const giveUp = () => resolve('');
      signal.aborted ? giveUp() : signal.addEventListener('abort', giveUp);
      timer = setTimeout(() => resolve(hanging(command, START)), START * 1000);
    });
    const outcome = await Promise.race([started, server.end, late]);
    clearTimeout(timer);
    if (typeof outcome === 'string') {
      return outcome;
    }
    const running = outcome === undefined;
    const version = running ? client.initializeResult?.serverInfo?.version : await versionOf(command);
    if (isTooOld(version)) {
      return tooOld(command, version);
    }
    if (running) {
      this.#log.info(`${command} ${version} is ready`);
      return undefined;
    }
    const end = await endWithin(server, PATIENCE);
    return end ? ended(command, end) : notStarted(command, outcome as Error);
  }

  /** The command, and in the log why it is that one; a folder that is not trusted has no say. */
  async #find({ path }: Settings): Promise<string | undefined> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const { isTrusted } = vscode.workspace;
    const { command, missing } = findCommand({
      setting: path,
      python: path || !isTrusted ? undefined : await this.#selectedPython(folder),
      searchPath: process.env['PATH'] ?? '',
      home: homedir(),
      folder: folder?.fsPath,
      isTrusted,
      platform: process.platform,
    });
    missing.forEach((place) => this.#log.info(`there is no program at ${place.path} (${place.why})`));
    if (command) {
      this.#log.info(`found ${command.path} (${command.why})`);
    }
    return command?.path;
  }

  async #selectedPython(folder: vscode.Uri | undefined): Promise<string | undefined> {
    const environments = (await pythonExtension())?.environments;
    this.#python ??= environments?.onDidChangeActiveEnvironmentPath(() => this.restart());
    return environments?.getActiveEnvironmentPath(folder).path;
  }

  /** A client for the server that runs, and for others in its place if that crashes. */
  #connect(command: string, settings: Settings): LanguageClient {
    let hasRun = false;
    const crashes: number[] = [];
    const start = async () => {
      if (hasRun || !this.#server) {
        this.#server = await launch(command, (line) => this.#log.info(line));
      }
      return this.#server.process;
    };
    const closed = async (): Promise<CloseHandlerResult> => {
      const stop = { action: CloseAction.DoNotRestart, handled: true };
      const server = this.#server;
      if (!hasRun || !server) {
        return stop; // `#ready` says why
      }
      crashes.push(Date.now());
      const recent = crashes.filter((time) => time > Date.now() - CRASHES.within);
      if (recent.length <= CRASHES.most) {
        return { action: CloseAction.Restart, handled: true };
      }
      const end = await endWithin(server, PATIENCE);
      this.#advise(ended(command, end ?? { status: null, signal: null, errors: [] }));
      return stop;
    };
    const client = new Client(ID, ID, start, {
      documentSelector: ['file', 'untitled'].map((scheme) => ({ scheme, language: 'dockerfile' })),
      initializationOptions: initializationOptions(settings),
      initializationFailedHandler: () => false, // `#ready` says why
      outputChannel: this.#log,
      stdioOptions: { stdout: () => {}, stderr: () => {} }, // `launch` logs it
      errorHandler: { error: () => ({ action: ErrorAction.Continue, handled: true }), closed },
    });
    client.onDidChangeState(({ newState }) => {
      hasRun ||= newState === State.Running;
    });
    return client;
  }

  async #stop(): Promise<void> {
    const [client, server] = [this.#client, this.#server];
    this.#client = this.#server = undefined;
    if (client?.state === State.Running) {
      await client.stop(PATIENCE).catch((error: unknown) => this.#log.warn(String(error)));
    } else {
      server?.kill();
    }
    await client?.dispose().catch(() => {}); // one that never ran has nothing to give back
    if (server && !(await endWithin(server, PATIENCE))) {
      server.kill();
    }
  }

  /** Show what is wrong, and ways on; not waited for, as nobody may ever choose. */
  #advise(message: string): void {
    this.#log.error(message);
    const ways: Record<string, () => unknown> = {
      'How to install': () => vscode.env.openExternal(HELP),
      'Open settings': () => vscode.commands.executeCommand('workbench.action.openSettings', ID),
      'Show logs': () => this.#log.show(),
    };
    void vscode.window
      .showErrorMessage(message, ...Object.keys(ways))
      .then((way) => way && ways[way]?.());
  }
}
