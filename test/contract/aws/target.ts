import { realClock } from '../../../src/sandbox/clock.ts';
import { type CallerConfig, callerOf } from '../support/caller.ts';
import type { Target } from '../support/run.ts';
import type { Settings } from './settings.ts';

/** Milliseconds within which a change of IAM has spread, by far. */
const spreading = 90_000;
/** An emulator on this machine spreads nothing, or within a second for show. */
const onThisMachine = 3_000;

/**
 * AWS, or whatever answers at the endpoint of the settings.
 *
 * @param config what the SDK is not to find out by itself; tests give credentials
 */
export function awsTarget({ endpoint, memberId, email }: Settings, config: CallerConfig = {}): Target {
  const local = endpoint !== undefined && isLoopback(endpoint);
  return {
    clock: realClock,
    maxWait: local ? onThisMachine : spreading,
    memberId,
    connect: (own) =>
      callerOf({
        // Where Organizations and IAM are, and where STS sees a new account first.
        region: 'us-east-1',
        ...(endpoint === undefined ? {} : { endpoint }),
        // Published rates are low: an OU a second.
        maxAttempts: 6,
        ...config,
        ...own,
      }),
    email: (name) => (email ?? '{name}@example.com').replace('{name}', name),
  };
}

function isLoopback(endpoint: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(endpoint).hostname);
}
