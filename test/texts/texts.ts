import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A text that a user can come to read, and where it stands. */
export interface Text {
  /** Path and line. */
  readonly place: string;
  readonly text: string;
}

/** Prose has two words with a space between them; ids, keys and operators do not. */
const isProse = (text: string) => /[a-z][,;:.)]* [a-z“(]/i.test(text);

/**
 * The texts in a file of the program: its string literals, templates with `…` for what is filled in, and the text of
 * elements.
 */
export function textsOfSource(path: string): readonly Text[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text === null) ts.forEachChild(node, visit);
    else if (isProse(text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      texts.push({ place: `${path}:${line + 1}`, text });
    }
    if (ts.isTemplateExpression(node)) for (const span of node.templateSpans) visit(span.expression);
  };
  visit(source);
  return texts;
}

function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  return ts.isJsxText(node) ? node.text.trim() : null;
}

/** The prose of a page of Markdown: no blocks, no code, no addresses, no comments. */
export function textsOfPage(path: string): readonly Text[] {
  const blank = (found: string) => found.replace(/[^\n]/g, ' ');
  return readFileSync(path, 'utf8')
    .replace(/^( *)(`{3,})[^\n]*\n[\s\S]*?^\1\2$/gm, blank)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/(`+)[^`\n]+\1/g, '…')
    .replace(/\]\([^)\n]*\)/g, ']')
    .split('\n')
    .map((text, index) => ({ place: `${path}:${index + 1}`, text }))
    .filter(({ text }) => /\w/.test(text));
}

function filesOf(folder: string, name: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => name.test(path))
    .sort();
}

/** The folders of the program whose texts are its own; the sandbox answers in AWS's words. */
export const sources: ReadonlyMap<string, readonly string[]> = byFolder(
  filesOf('src', /\.tsx?$/).filter((path) => !path.startsWith('src/sandbox/')),
);

function byFolder(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const depth = /^src\/(cli|views)\/.*\//.test(path) ? 3 : 2;
    const folder = path.split('/').slice(0, depth).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return folders;
}

export const pages: readonly string[] = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...['docs', 'src', 'test'].flatMap((folder) => filesOf(folder, /\.md$/)),
];
