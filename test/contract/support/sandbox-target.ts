import { VirtualClock } from '../../../src/sandbox/clock.ts';
import { openSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { callerOf } from './caller.ts';
import type { SetUp } from './case.ts';
import type { Target } from './run.ts';

/** A sandbox in this process, on which nothing takes time, and the same as the target of a run. */
export function sandboxTarget({ options, edit }: SetUp = {}): { sandbox: Sandbox; target: Target } {
  const clock = new VirtualClock();
  const sandbox = openSandbox({ start: 'unguarded', ...options, clock });
  if (edit !== undefined) sandbox.edit(edit);
  const { accounts } = sandbox.state();
  const { management } = sandbox.profiles;
  const target: Target = {
    clock,
    maxWait: 60_000,
    memberId: Object.values(accounts).find(({ name }) => name === 'Ops')?.id,
    connect: (config) =>
      callerOf({
        region: sandbox.region,
        requestHandler: sandbox.requestHandler,
        credentials: management,
        maxAttempts: 1,
        ...config,
      }),
    email: (name) => `${name}@example.com`,
  };
  return { sandbox, target };
}
