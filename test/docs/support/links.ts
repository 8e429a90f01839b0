import { posix } from 'node:path';
import type { Markdown } from './markdown.ts';

/**
 * What is wrong with the links of some documents, one line each.
 * @param documents by path from the top of the repository, with `/`
 * @param exists whether there is a file or folder of that path
 */
export function brokenLinks(
  documents: ReadonlyMap<string, Markdown>,
  exists: (path: string) => boolean,
): readonly string[] {
  const problems: string[] = [];
  for (const [path, { links }] of documents) {
    for (const { text, line } of links) {
      const problem = problemOf(text, path, documents, exists);
      if (problem !== null) problems.push(`${path}:${line}: ${text}: ${problem}`);
    }
  }
  return problems;
}

function problemOf(
  link: string,
  from: string,
  documents: ReadonlyMap<string, Markdown>,
  exists: (path: string) => boolean,
): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return externalProblem(link);
  if (link.startsWith('/')) return 'a link within the repository is relative';
  const [file = '', anchor] = link.split('#', 2).map(decodeURIComponent);
  const path = file === '' ? from : posix.join(posix.dirname(from), file);
  if (path.startsWith('../')) return 'leads out of the repository';
  if (!exists(path)) return 'no such file';
  if (anchor === undefined) return null;
  const target = documents.get(path);
  if (target === undefined) return 'anchors are known of documents only';
  return target.anchors.has(anchor) ? null : `no heading gives #${anchor}`;
}

/** Whether it can be reached is not asked: a test sends nothing to anybody. */
function externalProblem(link: string): string | null {
  if (!URL.canParse(link)) return 'not an address';
  const { protocol, hostname } = new URL(link);
  if (protocol !== 'https:') return 'not https';
  return hostname.includes('.') ? null : 'not the name of a host';
}
