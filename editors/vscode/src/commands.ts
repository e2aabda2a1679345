// The commands of the palette that are about the Dockerfile in front.

import * as vscode from 'vscode';

import { output } from './server';

const NONE = 'Open a Dockerfile first.';

/** Make all safe fixes of the active editor. */
export async function fixAll(): Promise<void> {
  if (!vscode.window.activeTextEditor) {
    return void vscode.window.showInformationMessage(NONE);
  }
  const kind = 'source.fixAll.dockerlabel';
  await vscode.commands.executeCommand('editor.action.codeAction', { kind, apply: 'first' });
}

/** Open the page of the rule at the cursor, or of one that found something in the file. */
export async function openRule(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    return void vscode.window.showInformationMessage(NONE);
  }
  const found = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter(({ source }) => source === 'dockerlabel');
  const line = editor.selection.active.line;
  const here = found.filter(({ range }) => range.start.line <= line && line <= range.end.line);
  const pages = new Map<string, vscode.Uri>();
  for (const { code } of here.length > 0 ? here : found) {
    if (typeof code === 'object') {
      pages.set(String(code.value), code.target);
    }
  }
  if (pages.size === 0) {
    return void vscode.window.showInformationMessage('dockerlabel found nothing in this file.');
  }
  const names = [...pages.keys()];
  const name = names.length === 1 ? names[0] : await vscode.window.showQuickPick(names);
  const page = pages.get(name ?? '');
  if (page) {
    await vscode.env.openExternal(page);
  }
}

/** Show the settings that are in force for the file of the active editor, and where each is set. */
export async function showSettings(command: string | undefined): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const path = uri?.scheme === 'file' ? uri.fsPath : folder?.fsPath;
  if (command === undefined || path === undefined) {
    return void vscode.window.showInformationMessage(NONE);
  }
  const content = await output(command, 'config', path);
  const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  await vscode.window.showTextDocument(document, { preview: true });
}
