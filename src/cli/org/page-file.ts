import { createHash } from 'node:crypto';
import { Failure } from '../../model/failure.ts';
import { systemWords } from '../../model/system-words.ts';
import type { PageHashes } from '../../views/report/document.tsx';
import type { CommandContext } from '../context.ts';
import { sayWrapped } from '../notices.ts';
import { outputFile, writeOutput } from '../output-file.ts';

/** The file of `--output`, which a page needs. @throws Failure of kind `usage` */
export function pageFile(output: string | undefined, cwd: string): string {
  if (output !== undefined && output !== '-' && output !== '')
    return outputFile(output, cwd, 'page', 'required --output');
  throw new Failure('usage', {
    what:
      output === '-'
        ? 'cannot write a page to stdout: a page needs a file'
        : 'diverst org report needs a file for the page',
    fix: ['give a file: diverst org report --output organization.html'],
  });
}

/**
 * Writes a page and says so: a page says where the organization is weak, so it is private.
 * @param words what is in it, for a person
 * @param json the same for a script
 */
export function writePage(
  output: string,
  page: string,
  { words, json }: { readonly words: string; readonly json: string },
  { terminal, globals }: CommandContext,
): void {
  writeOutput(output, page, 'page', {}, 'required --output');
  if (globals.json) {
    terminal.out(json);
    return;
  }
  sayWrapped(terminal, `✓ wrote ${output}: ${words}`);
  sayWrapped(terminal, `open it in a browser; ${systemWords().readers}`);
}

/** What the page's policy lets run. */
export async function pageHashes(): Promise<PageHashes> {
  const { pageTexts } = await import('../../views/report/document.tsx');
  return { style: sha256(pageTexts.style), script: sha256(pageTexts.script) };
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
