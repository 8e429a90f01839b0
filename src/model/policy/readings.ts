import { TooComplex } from './cells.ts';

/**
 * Answers a question that the documents leave open, the same way each time it is asked within one reading.
 *
 * @param question a text that names the question; equal texts are the same question
 */
export type Assume = (question: string) => boolean;

const MAX_READINGS = 256;

/**
 * The results of a function under every combination of answers to the questions that it asks.
 *
 * @throws TooComplex past 256 combinations
 */
export function readings<T>(evaluate: (assume: Assume) => T): readonly T[] {
  const results: T[] = [];
  const pending: ReadonlyMap<string, boolean>[] = [new Map()];
  for (let answers = pending.pop(); answers !== undefined; answers = pending.pop()) {
    const given = answers;
    let open: string | undefined;
    const result = evaluate((question) => {
      const answer = given.get(question);
      if (answer === undefined) open ??= question;
      return answer ?? false;
    });
    if (open === undefined) {
      results.push(result);
      if (results.length > MAX_READINGS) throw new TooComplex('too much of it is not understood');
    } else {
      pending.push(new Map([...given, [open, true]]), new Map([...given, [open, false]]));
    }
  }
  return results;
}
