import { Failure } from '../../model/failure.ts';
import type { ProfileKeys, Sandbox } from '../../sandbox/sandbox.ts';
import type { Run } from '../run.ts';
import { stateFile } from './state-path.ts';

/** The sandbox on its state file, with the time AWS takes over things unless DIVERST_SANDBOX_LATENCY is 0. */
export async function openStateFile(run: Run): Promise<Sandbox> {
  const [{ openSandbox }, { demo, instant }] = await Promise.all([
    import('../../sandbox/sandbox.ts'),
    import('../../sandbox/timings.ts'),
  ]);
  return openSandbox({
    stateFile: stateFile(run),
    timings: run.env.DIVERST_SANDBOX_LATENCY === '0' ? instant : demo,
    rates: true,
  });
}

/**
 * The access key of one of the sandbox's users.
 * @throws Failure of kind `usage` for another profile, or for `ops` in a sandbox that has no Ops account
 */
export function keysOf(sandbox: Sandbox, profile: string): ProfileKeys {
  const known = profile === 'root' || profile === 'ops' ? sandbox.profiles[profile] : undefined;
  if (known) return known;
  const empty = profile === 'ops';
  throw new Failure('usage', {
    what: `the sandbox has no profile ${profile}`,
    why: empty
      ? 'It is an empty one, with a management account and nothing else.'
      : 'Its profiles are its own users; no AWS file is read.',
    fix: empty
      ? ['start one with the base structure: diverst sandbox reset']
      : [
          'use --profile root (an admin of the management account) or --profile ops (a user in group production)',
        ],
  });
}
