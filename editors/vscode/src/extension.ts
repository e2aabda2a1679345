// Starts `dockerlabel server` for Dockerfiles, and says what to do where that does not work.

import { homedir } from 'node:os';

import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, State } from 'vscode-languageclient/node';

import { ended, notFound, notStarted } from './advice';
import { findCommand } from './command';
import { pythonExtension } from './python';
import { endWithin, launch, type Server } from './server';
import { initializationOptions, readSettings, type Settings } from './settings';

const ID = 'dockerlabel';
const HELP = vscode.Uri.parse('https://github.com/dockerlabel/dockerlabel/blob/main/docs/editors.md');
const PATIENCE = 2000; // milliseconds

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

/** A client that shows no errors of its own before it has run: whoever starts it knows more. */
class Client extends LanguageClient {
  hasRun = false;

  override error(message: string, data?: unknown, show: boolean | 'force' = true): void {
    super.error(message, data, this.hasRun && show);
  }
}

/** One server at a time, and its client; starts and stops follow one another. */
class Session {
  readonly #log: vscode.LogOutputChannel;
  #client: LanguageClient | undefined;
  #server: Server | undefined;
  #python: vscode.Disposable | undefined;
  #last: Promise<void> = Promise.resolve();

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

  #next(step: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(step).catch((error: unknown) => this.#log.error(String(error)));
    return this.#last;
  }

  async #start(): Promise<void> {
    const settings = readSettings(vscode.workspace.getConfiguration(ID));
    const command = await this.#find(settings);
    if (command === undefined) {
      return this.#advise(notFound(settings.path));
    }
    this.#log.info(`starting ${command} server`);
    const log = (line: string) => this.#log.info(line);
    try {
      this.#server = await launch(command, log);
    } catch (error) {
      return this.#advise(notStarted(command, error as Error));
    }
    const client = this.#connect(settings, () => launch(command, log));
    this.#client = client;
    try {
      await client.start();
    } catch (error) {
      const end = await endWithin(this.#server, PATIENCE);
      this.#advise(end?.status ? ended(command, end) : notStarted(command, error as Error));
      await this.#stop();
    }
  }

  /** The command; a folder that is not trusted has no say in it. */
  async #find({ path }: Settings): Promise<string | undefined> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const search = findCommand({
      setting: path,
      python: path || !vscode.workspace.isTrusted ? undefined : await this.#selectedPython(folder),
      searchPath: process.env['PATH'] ?? '',
      home: homedir(),
      folder: folder?.fsPath,
      platform: process.platform,
    });
    search.places?.forEach((place) => this.#log.info(`there is no program at ${place}`));
    return search.command;
  }

  async #selectedPython(folder: vscode.Uri | undefined): Promise<string | undefined> {
    const environments = (await pythonExtension())?.environments;
    this.#python ??= environments?.onDidChangeActiveEnvironmentPath(() => this.restart());
    return environments?.getActiveEnvironmentPath(folder).path;
  }

  /** A client for the server that runs; `again` starts another one where that crashes. */
  #connect(settings: Settings, again: () => Promise<Server>): LanguageClient {
    const start = async () => {
      this.#server = client.hasRun || !this.#server ? await again() : this.#server;
      return this.#server.process;
    };
    const client: Client = new Client(ID, ID, start, {
      documentSelector: ['file', 'untitled'].map((scheme) => ({ scheme, language: 'dockerfile' })),
      initializationOptions: initializationOptions(settings),
      initializationFailedHandler: () => false, // `#start` tells
      outputChannel: this.#log,
      stdioOptions: { stdout: () => {}, stderr: () => {} }, // `launch` logs it
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () =>
          client.hasRun ? crashes.closed() : { action: CloseAction.DoNotRestart, handled: true },
      },
    });
    const crashes = client.createDefaultErrorHandler();
    client.onDidChangeState(({ newState }) => {
      client.hasRun ||= newState === State.Running;
    });
    return client;
  }

  async #stop(): Promise<void> {
    const [client, server] = [this.#client, this.#server];
    this.#client = this.#server = undefined;
    if (client?.needsStop()) {
      await client.stop(PATIENCE).catch((error: unknown) => this.#log.warn(String(error)));
    }
    await client?.dispose().catch(() => {}); // one that never ran has nothing to give back
    if (server && !(await endWithin(server, PATIENCE))) {
      server.process.kill('SIGKILL');
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
