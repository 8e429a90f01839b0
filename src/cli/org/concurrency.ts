import { defaultConcurrency } from '../options.ts';
import { TypedOption } from '../typed-command.ts';

/** For each command that reads every account. */
export function concurrencyOption() {
  return new TypedOption('--concurrency <number>', 'how many accounts to read at a time, 1 to 200').default(
    String(defaultConcurrency),
  );
}
