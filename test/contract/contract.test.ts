import { describe, expect, test } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { contract } from './cases.ts';
import { pending } from './pending.ts';
import { Run } from './support/run.ts';
import { sandboxTarget } from './support/sandbox-target.ts';
import { tryCase } from './support/try-case.ts';

describe('the sandbox keeps the contract', () => {
  const kept = contract.filter(({ id }) => !pending.includes(id));

  test.each(kept.map((each) => [each.id, each] as const))('%s', async (_, each) => {
    const { sandbox, target } = sandboxTarget(each.setUp);
    const before = lasting(sandbox.state());
    const verdict = await tryCase(await Run.open(target, 'test'), each, 1);
    expect(verdict).toMatchObject({ where: '', result: 'as expected', left: [] });
    if (each.kind === 'reading' || each.kind === 'reversible') {
      expect(lasting(sandbox.state())).toEqual(before);
    }
  });

  test.each(pending)('does not yet: %s', async (id) => {
    const each = contract.find((other) => other.id === id);
    if (each === undefined) throw new Error(`No case has the id ${id}.`);
    const { target } = sandboxTarget(each.setUp);
    const verdict = await tryCase(await Run.open(target, 'test'), each, 1);
    expect(verdict.result, 'The sandbox does it by now: take the id out of the list.').not.toBe(
      'as expected',
    );
  });
});

/** What a run may not leave behind: everything but the counter behind the ids. */
function lasting(state: SandboxState): object {
  const { organization } = state;
  const rootTags = organization?.rootTags ?? {};
  return structuredClone({
    ...state,
    serial: 0,
    organization: organization && { ...organization, rootTags },
  });
}
