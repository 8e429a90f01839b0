import { Failure } from '../model/failure.ts';

/** How unfinished work ended, in one word. */
export function failedHow(error: unknown): string {
  return error instanceof Failure && error.kind === 'interrupted' ? 'interrupted' : 'failed';
}
