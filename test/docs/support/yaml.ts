import { isScalar, parseDocument, visit } from 'yaml';
import { readConfig } from '../../../src/config/read.ts';
import type { Fence } from './markdown.ts';

/** Whether a fence is a whole configuration of diverst: it names its schema, or the file. */
export function isConfiguration({ lang, info, text }: Fence): boolean {
  if (lang !== 'yaml' && lang !== 'json') return false;
  return info.includes('diverst.config.') || /^# yaml-language-server:.*diverst\.config/.test(text);
}

/** What is wrong with a configuration; null where nothing is. */
export function configurationProblem({ lang, text }: Fence): string | null {
  try {
    readConfig(text, `diverst.config.${lang}`);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The commands of diverst that the `run:` steps of a workflow give, also through `npx`. */
export function workflowCommands({ lang, text }: Fence): readonly string[] {
  if (lang !== 'yaml') return [];
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new Error(error.message);
  const scripts: string[] = [];
  visit(document, {
    Pair: (_, { key, value }) => {
      if (isScalar(key) && key.value === 'run' && isScalar(value)) scripts.push(String(value.value));
    },
  });
  return scripts
    .flatMap((script) => script.replace(/\\\n\s*/g, ' ').split('\n'))
    .map((line) => line.trim().replace(/^npx (--yes )?/, ''))
    .filter((line) => line.startsWith('diverst '));
}
