import { Failure } from '../model/failure.ts';

/** The formats of lists. */
export type ListFormat = 'text' | 'json' | 'csv';

/**
 * The format that `--json` and `--format` choose together.
 * @throws Failure of kind `usage` if they contradict each other
 */
export function chosenFormat<Format extends string>(
  format: Format | undefined,
  json: boolean | undefined,
): Format | 'json' | 'text' {
  if (!json) return format ?? 'text';
  if (format === undefined || format === 'json') return 'json';
  throw new Failure('usage', {
    what: `--json and --format ${format} do not go together`,
    fix: ['leave one of them out'],
  });
}
