import { Failure } from '../model/failure.ts';

/** `--json` and `--format` in one. @throws Failure of kind `usage` where they say different things */
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
