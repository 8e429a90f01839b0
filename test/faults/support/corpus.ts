import { readFileSync, writeFileSync } from 'node:fs';
import type { Injection } from './injections.ts';

/** Injections that a program once did not survive, by the scenario's name. */
export type Corpus = Readonly<Record<string, readonly (readonly Injection[])[]>>;

const file = new URL('../corpus.json', import.meta.url);

export function readCorpus(): Corpus {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Keeps a case that failed, where `FAULTS_KEEP` is set. @returns what to say of it */
export function keep(scenario: string, injections: readonly Injection[]): string {
  if (!process.env.FAULTS_KEEP) return 'FAULTS_KEEP=1 adds it to test/faults/corpus.json';
  const corpus = readCorpus();
  const cases = [...(corpus[scenario] ?? []), injections];
  writeFileSync(file, `${JSON.stringify({ ...corpus, [scenario]: cases }, null, 2)}\n`);
  return 'it was added to test/faults/corpus.json';
}
