import { Failure } from '../model/failure.ts';

/** In one word how work ended that did not come to its end. */
export function failedHow(error: unknown): string {
  return error instanceof Failure && error.kind === 'interrupted' ? 'interrupted' : 'failed';
}
