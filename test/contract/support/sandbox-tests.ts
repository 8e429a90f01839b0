import { describe, expect, test } from 'vitest';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import { pending } from '../pending.ts';
import type { ContractCase } from './case.ts';
import { Run } from './run.ts';
import { sandboxTarget } from './sandbox-target.ts';
import { tryCase } from './try-case.ts';

/** Each case on a sandbox of its own, in this process. */
export function sandboxTests(cases: readonly ContractCase[]): void {
  const named = (wanted: boolean) =>
    cases.filter(({ id }) => pending.includes(id) === wanted).map((each) => [each.id, each] as const);

  describe('the sandbox answers as AWS does', () => {
    test.each(named(false))('%s', async (_, each) => {
      const { sandbox, target } = sandboxTarget(each.setUp);
      const before = lasting(sandbox.state());
      const verdict = await tryCase(await Run.open(target, 'test'), each, 1);
      expect(verdict).toMatchObject({ where: '', result: 'as expected', left: [] });
      if (each.kind === 'reading' || each.kind === 'reversible') {
        expect(lasting(sandbox.state())).toEqual(before);
      }
    });
  });

  describe('the sandbox does not yet answer as AWS does', () => {
    test.each(named(true))('%s', async (_, each) => {
      const { target } = sandboxTarget(each.setUp);
      const { result } = await tryCase(await Run.open(target, 'test'), each, 1);
      expect(result, 'it does by now: take the id out of pending.ts').not.toBe('as expected');
    });
  });
}

/** What a case may not leave behind: everything but the counter behind the ids, and records that hold nothing. */
function lasting(state: SandboxState): unknown {
  const isEmpty = (value: unknown) =>
    typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return JSON.parse(
    JSON.stringify({ ...state, serial: 0 }, (_, value: unknown) => (isEmpty(value) ? undefined : value)),
  );
}
