import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Markdown, readMarkdown } from './markdown.ts';

const top = fileURLToPath(new URL('../../..', import.meta.url));

/** Every document for people, by its path from the top of the repository. */
export function allDocuments(): ReadonlyMap<string, Markdown> {
  const pages = readdirSync(join(top, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.replaceAll('\\', '/'));
  const paths = [
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'src/sandbox/README.md',
    ...pages.map((name) => `docs/${name}`),
  ];
  return new Map(
    paths.filter(exists).map((path) => [path, readMarkdown(readFileSync(join(top, path), 'utf8'))]),
  );
}

export function exists(path: string): boolean {
  return existsSync(join(top, path));
}
