// VS Code as far as the extension and its language client need it, in memory.
//
// Only VS Code itself is made up: the client is the real one, in the bundle that is packed, and so is
// the server that it starts. Classes that are merely named or extended are made when asked for.

import Module from 'node:module';

import { TextDocument as Text } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

type Listener<T> = (event: T) => unknown;

class Disposable {
  readonly #dispose: () => unknown;

  constructor(dispose: () => unknown = () => {}) {
    this.#dispose = dispose;
  }

  static from(...all: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => all.forEach((each) => each.dispose()));
  }

  dispose(): void {
    this.#dispose();
  }
}

class Emitter<T> {
  readonly #listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>, self?: unknown, all?: Disposable[]): Disposable => {
    const bound = listener.bind(self);
    this.#listeners.add(bound);
    const disposable = new Disposable(() => this.#listeners.delete(bound));
    all?.push(disposable);
    return disposable;
  };

  fire(event: T): void {
    [...this.#listeners].forEach((listener) => listener(event));
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  /** Two positions, or the line and character of both. */
  constructor(...edges: [Position, Position] | [number, number, number, number]) {
    if (edges.length === 2) {
      [this.start, this.end] = edges;
    } else {
      this.start = new Position(edges[0], edges[1]);
      this.end = new Position(edges[2], edges[3]);
    }
  }
}

class TextEdit {
  constructor(
    readonly range: Range,
    readonly newText: string,
  ) {}

  static replace(range: Range, newText: string): TextEdit {
    return new TextEdit(range, newText);
  }
}

class WorkspaceEdit {
  readonly edits = new Map<string, TextEdit[]>();

  set(uri: URI, edits: (TextEdit | [TextEdit, unknown])[]): void {
    const plain = edits.map((edit) => (Array.isArray(edit) ? edit[0] : edit));
    this.edits.set(uri.toString(), [...(this.edits.get(uri.toString()) ?? []), ...plain]);
  }

  replace(uri: URI, range: Range, newText: string): void {
    this.set(uri, [new TextEdit(range, newText)]);
  }
}

export class Diagnostic {
  source: string | undefined;
  code: { value: string; target: URI } | string | undefined;

  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity: number,
  ) {}
}

class CodeActionKind {
  constructor(readonly value: string) {}

  append(part: string): CodeActionKind {
    return new CodeActionKind(this.value ? `${this.value}.${part}` : part);
  }

  static readonly Empty = new CodeActionKind('');
  static readonly QuickFix = new CodeActionKind('quickfix');
  static readonly Refactor = new CodeActionKind('refactor');
  static readonly RefactorExtract = new CodeActionKind('refactor.extract');
  static readonly RefactorInline = new CodeActionKind('refactor.inline');
  static readonly RefactorRewrite = new CodeActionKind('refactor.rewrite');
  static readonly Source = new CodeActionKind('source');
  static readonly SourceOrganizeImports = new CodeActionKind('source.organizeImports');
}

class CodeAction {
  edit: WorkspaceEdit | undefined;
  isPreferred: boolean | undefined;

  constructor(
    readonly title: string,
    readonly kind?: CodeActionKind,
  ) {}
}

class CancellationTokenSource {
  readonly #emitter = new Emitter<void>();
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: this.#emitter.event,
  };

  cancel(): void {
    this.token.isCancellationRequested = true;
    this.#emitter.fire();
  }

  dispose(): void {}
}

class TabInputText {
  constructor(readonly uri: URI) {}
}

class MarkdownString {
  constructor(public value = '') {}

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }

  appendCodeblock(text: string): this {
    return this.appendMarkdown(text);
  }
}

/** A buffer; its text changes only through `Code.change`. */
export class Buffer {
  readonly languageId = 'dockerfile';
  readonly eol = 1;
  readonly isClosed = false;
  readonly isDirty = true;
  readonly isUntitled: boolean;
  readonly fileName: string;
  #text: Text;

  constructor(
    readonly uri: URI,
    text: string,
  ) {
    this.#text = Text.create(uri.toString(), 'dockerfile', 1, text);
    this.fileName = uri.fsPath;
    this.isUntitled = uri.scheme === 'untitled';
  }

  get version(): number {
    return this.#text.version;
  }

  get lineCount(): number {
    return this.#text.lineCount;
  }

  get whole(): Range {
    return new Range(this.positionAt(0), this.positionAt(this.getText().length));
  }

  getText(range?: Range): string {
    return this.#text.getText(range);
  }

  positionAt(offset: number): Position {
    const { line, character } = this.#text.positionAt(offset);
    return new Position(line, character);
  }

  offsetAt(position: Position): number {
    return this.#text.offsetAt(position);
  }

  apply(edits: readonly TextEdit[]): void {
    const text = Text.applyEdits(this.#text, [...edits]);
    this.#text = Text.create(this.uri.toString(), 'dockerfile', this.version + 1, text);
  }
}

/** The providers and listeners that a client registers, and what it shows. */
export class Code {
  readonly shown: string[] = [];
  readonly logged: string[] = [];
  readonly opened: string[] = [];
  readonly commands = new Map<string, () => unknown>();
  readonly settings = new Map<string, unknown>();
  readonly diagnosed = new Map<string, readonly Diagnostic[]>();
  /** What a user does with a message: the text of a button, if any is pressed. */
  press: string | undefined;
  trusted = true;
  active: Buffer | undefined;
  line = 0;
  python: string | undefined;

  readonly #events = new Map<string, Emitter<unknown>>();
  readonly #providers = new Map<string, Set<unknown>>();
  readonly #buffers: Buffer[] = [];
  readonly #made = new Map<string, unknown>();
  readonly #news = new Emitter<void>();

  constructor(readonly folder: string) {}

  // What a user does.

  open(name: string, text: string, scheme = 'file'): Buffer {
    const uri = scheme === 'file' ? URI.file(`${this.folder}/${name}`) : URI.parse(`${scheme}:${name}`);
    const buffer = new Buffer(uri, text);
    this.#buffers.push(buffer);
    this.#fire('onDidOpenTextDocument', buffer);
    const tab = this.#tab(buffer);
    this.#fire('onDidChangeTabs', { opened: [tab], closed: [], changed: [] });
    return buffer;
  }

  change(buffer: Buffer, range: Range, text: string): void {
    const rangeOffset = buffer.offsetAt(range.start);
    const rangeLength = buffer.offsetAt(range.end) - rangeOffset;
    buffer.apply([new TextEdit(range, text)]);
    const change = { range, rangeOffset, rangeLength, text };
    this.#fire('onDidChangeTextDocument', { document: buffer, contentChanges: [change] });
  }

  /** Save as VS Code does: what listeners ask to be changed is changed first. */
  async save(buffer: Buffer): Promise<void> {
    const waited: Promise<readonly TextEdit[]>[] = [];
    const waitUntil = (edits: Promise<readonly TextEdit[]>) => waited.push(edits);
    this.#fire('onWillSaveTextDocument', { document: buffer, reason: 1, waitUntil });
    for (const edits of await Promise.all(waited)) {
      this.applyAll(buffer, edits);
    }
    this.#fire('onDidSaveTextDocument', buffer);
  }

  applyAll(buffer: Buffer, edits: readonly TextEdit[]): void {
    const last = [...edits].sort((a, b) => buffer.offsetAt(b.range.start) - buffer.offsetAt(a.range.start));
    last.forEach((edit) => this.change(buffer, edit.range, edit.newText));
  }

  /** The code actions for the whole of a buffer; `only` is the kind that is asked for. */
  async actions(buffer: Buffer, only: string): Promise<CodeAction[]> {
    const context = {
      diagnostics: this.diagnosed.get(buffer.uri.toString()) ?? [],
      only: new CodeActionKind(only),
      triggerKind: 1,
    };
    const { token } = new CancellationTokenSource();
    const answers = this.#provided('registerCodeActionsProvider').map((provider) =>
      provider['provideCodeActions']?.(buffer, buffer.whole, context, token),
    );
    return ((await Promise.all(answers)) as (CodeAction[] | null)[]).flatMap((each) => each ?? []);
  }

  applyEdit(buffer: Buffer, edit: WorkspaceEdit): void {
    this.applyAll(buffer, edit.edits.get(buffer.uri.toString()) ?? []);
  }

  async hover(buffer: Buffer, position: Position): Promise<string> {
    const { token } = new CancellationTokenSource();
    const answers = this.#provided('registerHoverProvider').map((provider) =>
      provider['provideHover']?.(buffer, position, token),
    );
    const found = (await Promise.all(answers)) as ({ contents: MarkdownString[] } | undefined)[];
    return found.flatMap((each) => each?.contents.map(({ value }) => value) ?? []).join('\n');
  }

  set(name: string, value: unknown): void {
    this.settings.set(name, value);
    const affectsConfiguration = (section: string) => `${name}.`.startsWith(`${section}.`);
    this.#fire('onDidChangeConfiguration', { affectsConfiguration });
  }

  trust(): void {
    this.trusted = true;
    this.#fire('onDidGrantWorkspaceTrust', undefined);
  }

  selectPython(path: string): void {
    this.python = path;
    this.#fire('onDidChangeActiveEnvironmentPath', { path });
  }

  /** Wait until something that is shown, logged or diagnosed makes this true. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const patience = 30_000; // milliseconds; nothing takes long
    const told = new Promise<void>((resolve, reject) => {
      const check = () => isSo() && finish(resolve);
      const listening = this.#news.event(check);
      const vain = () => reject(new Error(`waited in vain for ${what}:\n${this.logged.join('\n')}`));
      const timer = setTimeout(() => finish(vain), patience);
      const finish = (end: () => void) => {
        clearTimeout(timer);
        listening.dispose();
        end();
      };
      check();
    });
    await told;
  }

  // What the extension sees.

  /** Load the bundle with this as its `vscode`. */
  load(bundle: string): Extension {
    const api = this.#api();
    const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
    const original = loader._load;
    loader._load = (request, ...rest) =>
      request === 'vscode' ? api : original(request, ...rest);
    try {
      const require = Module.createRequire(bundle);
      delete require.cache[bundle];
      return require(bundle) as Extension;
    } finally {
      loader._load = original;
    }
  }

  #api(): object {
    const known: Record<string, unknown> = {
      version: '1.91.0',
      env: { appName: 'Code', language: 'en', openExternal: (uri: URI) => this.opened.push(uri.toString()) },
      commands: {
        registerCommand: (name: string, run: () => unknown) => this.#register(this.commands, name, run),
        executeCommand: (name: string, argument: unknown) => this.opened.push(`${name} ${typeof argument === 'object' ? JSON.stringify(argument) : argument}`),
      },
      extensions: { getExtension: () => this.python && { activate: async () => this.#pythonApi() } },
      languages: this.#languages(),
      window: this.#window(),
      workspace: this.#workspace(),
      Uri: URI,
      EventEmitter: Emitter,
      ...{ CancellationTokenSource, CodeAction, CodeActionKind, Diagnostic, Disposable },
      ...{ MarkdownString, Position, Range, TabInputText, TextEdit, WorkspaceEdit },
      DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
      CodeActionTriggerKind: { Invoke: 1, Automatic: 2 },
      TextDocumentSaveReason: { Manual: 1, AfterDelay: 2, FocusOut: 3 },
      TextDocumentChangeReason: { Undo: 1, Redo: 2 },
      LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
      CancellationError: class extends Error {},
      Hover: class {
        readonly contents: MarkdownString[];
        constructor(contents: MarkdownString | MarkdownString[]) {
          this.contents = [contents].flat();
        }
      },
    };
    return new Proxy(known, { get: (target, name: string) => target[name] ?? this.#class(name) });
  }

  #class(name: string): unknown {
    if (!this.#made.has(name)) {
      this.#made.set(name, { [name]: class {} }[name]);
    }
    return this.#made.get(name);
  }

  #pythonApi(): object {
    return {
      environments: {
        getActiveEnvironmentPath: () => ({ path: this.python }),
        onDidChangeActiveEnvironmentPath: this.#event('onDidChangeActiveEnvironmentPath'),
      },
    };
  }

  #languages(): object {
    const known: Record<string, unknown> = {
      match: (selector: { scheme: string }[], { uri }: Buffer) =>
        selector.some(({ scheme }) => scheme === uri.scheme) ? 10 : 0,
      createDiagnosticCollection: () => this.#collection(),
      getDiagnostics: (uri: URI) => this.diagnosed.get(uri.toString()) ?? [],
    };
    // `registerHoverProvider` and the like: the provider is the last argument but for metadata.
    const register = (name: string) => (_selector: unknown, provider: unknown) => {
      const all = this.#providers.get(name) ?? new Set();
      this.#providers.set(name, all.add(provider));
      return new Disposable(() => all.delete(provider));
    };
    return new Proxy(known, { get: (target, name: string) => target[name] ?? register(name) });
  }

  #collection(): object {
    const tell = (uri: URI, found: readonly Diagnostic[]) => {
      this.diagnosed.set(uri.toString(), found);
      this.#news.fire();
    };
    const clear = () => this.#buffers.forEach(({ uri }) => tell(uri, []));
    return { set: tell, delete: (uri: URI) => tell(uri, []), clear, dispose: clear };
  }

  #window(): object {
    const show = async (message: string, ...buttons: unknown[]) => {
      this.shown.push(message);
      this.#news.fire();
      return buttons.includes(this.press) ? this.press : undefined;
    };
    const active = () =>
      this.active && { document: this.active, selection: { active: new Position(this.line, 0) } };
    const known = {
      visibleTextEditors: [],
      tabGroups: this.#withEvents({ all: [this.#group()] }),
      createOutputChannel: () => this.#channel(),
      showErrorMessage: show,
      showInformationMessage: show,
      showWarningMessage: show,
      showQuickPick: async (names: string[]) => names[0],
      showTextDocument: async ({ content }: { content: string }) => this.opened.push(content),
    };
    return this.#withEvents(Object.defineProperty(known, 'activeTextEditor', { get: active }));
  }

  #group(): object {
    const tabs = () => this.#buffers.map((buffer) => this.#tab(buffer));
    return Object.defineProperty({}, 'tabs', { get: tabs });
  }

  #tab(buffer: Buffer): object {
    return { input: new TabInputText(buffer.uri) };
  }

  #channel(): object {
    const log = (...what: unknown[]) => {
      this.logged.push(what.join(' '));
      this.#news.fire();
    };
    const ignore = () => {};
    return {
      ...{ append: log, appendLine: log, debug: log, error: log, info: log, trace: log, warn: log },
      ...{ clear: ignore, dispose: ignore, hide: ignore, show: () => this.opened.push('log') },
      logLevel: 3,
      onDidChangeLogLevel: this.#event('onDidChangeLogLevel'),
    };
  }

  #workspace(): object {
    const watcher = {
      ...{ onDidCreate: this.#event('create'), onDidChange: this.#event('change') },
      ...{ onDidDelete: this.#event('delete'), dispose: () => {} },
    };
    const trusted = () => this.trusted;
    const workspace = this.#withEvents({
      textDocuments: this.#buffers,
      notebookDocuments: [],
      workspaceFolders: [{ uri: URI.file(this.folder), name: 'app', index: 0 }],
      getConfiguration: (section = '') => ({
        get: (key: string, byDefault: unknown) =>
          this.settings.get([section, key].filter(Boolean).join('.')) ?? byDefault,
      }),
      createFileSystemWatcher: () => watcher,
      openTextDocument: async (what: { content: string }) => what,
    });
    return Object.defineProperty(workspace, 'isTrusted', { get: trusted });
  }

  /** Whatever is called `on…` is an event. */
  #withEvents(known: Record<string, unknown>): object {
    return new Proxy(known, {
      get: (target, name: string) =>
        name in target || !name.startsWith('on') ? target[name] : this.#event(name),
    });
  }

  #event(name: string): Emitter<unknown>['event'] {
    return this.#emitter(name).event;
  }

  #fire(name: string, event: unknown): void {
    this.#emitter(name).fire(event);
  }

  #emitter(name: string): Emitter<unknown> {
    const emitter = this.#events.get(name) ?? new Emitter<unknown>();
    this.#events.set(name, emitter);
    return emitter;
  }

  #provided(name: string): Record<string, ((...rest: unknown[]) => unknown) | undefined>[] {
    return [...(this.#providers.get(name) ?? [])] as never;
  }

  #register<T>(all: Map<string, T>, name: string, value: T): Disposable {
    all.set(name, value);
    return new Disposable(() => all.delete(name));
  }
}

/** What the bundle exports. */
export interface Extension {
  activate(context: { subscriptions: { dispose(): unknown }[] }): Promise<void>;
  deactivate(): Promise<void>;
}
