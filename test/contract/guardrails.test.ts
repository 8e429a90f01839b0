import { expect, test } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { instant } from '../../src/sandbox/timings.ts';
import { contract } from './cases.ts';
import { Run } from './support/run.ts';
import { sandboxTarget } from './support/sandbox-target.ts';
import { tryCase } from './support/try-case.ts';

const all = contract.filter(({ id }) => id.startsWith('guardrails/'));

// As on AWS: a type of policies takes its time to be enabled and disabled, and what is written counts later.
test('some, one after another in one organization, where changes take time', async () => {
  const timings = { ...instant, propagation: 1_000, policyType: 5_000, call: 10 };
  const { sandbox, target } = sandboxTarget({ options: { timings } });
  const run = await Run.open(target, 'test');
  for (const [index, each] of all.slice(0, 3).entries()) {
    const { result, got, left } = await tryCase(run, each, index + 1);
    expect([each.id, result === 'as expected' ? result : got, left]).toEqual([each.id, 'as expected', []]);
  }
  expect(sandbox.state().organization?.policies).toEqual({});
});

const ignored = new Set(['effectiveAt', 'previous']);

/** Without when something was written, and with no description for an empty one. */
function lasting(state: SandboxState): unknown {
  const { iam, organization, accounts } = state;
  return JSON.parse(
    JSON.stringify({ iam, organization, accounts }, (key, value: unknown) => {
      const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
      return ignored.has(key) || value === '' || isEmpty ? undefined : value;
    }),
  );
}

test('where a guardrail does not hold, each says so without secrets, and changes nothing for good', async () => {
  const { sandbox, target } = sandboxTarget();
  // Attached to see, and never counted.
  const after = () =>
    sandbox.edit(({ organization }) => {
      for (const attached of Object.values(organization?.attachments ?? {})) {
        for (const [id, record] of Object.entries(attached)) {
          attached[id] = { ...record, effectiveAt: Number.MAX_SAFE_INTEGER };
        }
      }
    });
  sandbox.faults.add({ operation: 'AttachPolicy', times: 99, fault: { kind: 'hook', after } });
  const before = lasting(sandbox.state());
  // A case looks again and again; here nothing comes of it.
  const run = await Run.open({ ...target, maxWait: 500 }, 'test');
  for (const [index, each] of all.entries()) {
    const { result, left, got } = await tryCase(run, each, index + 1);
    expect([each.id, result, left]).toEqual([each.id, 'otherwise', []]);
    expect(got).not.toMatch(/(SecretAccessKey|SessionToken): "/);
    expect([each.id, lasting(sandbox.state())]).toEqual([each.id, before]);
  }
});
