import type { AwsError } from '../aws/errors/aws-error.ts';
import type { Failure } from '../model/failure.ts';
import { shellWord } from '../model/shell-word.ts';
import { type Globals, givenWords } from './globals.ts';

/**
 * What an error of AWS means; its commands have the options of this run. The words are loaded only here.
 * @param isResumed whether this run changes something, and the next one continues it
 */
export async function explainAws(error: AwsError, globals: Globals, isResumed: boolean): Promise<Failure> {
  const { explain } = await import('../aws/errors/explain.ts');
  const options = givenWords({ ...globals, json: false }).map((word) => ` ${shellWord(word)}`);
  return explain(error, { profile: globals.profile, options: options.join(''), isResumed });
}
