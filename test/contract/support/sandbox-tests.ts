import { describe, expect, test } from 'vitest';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { ContractCase } from './case.ts';
import { Run } from './run.ts';
import { sandboxTarget } from './sandbox-target.ts';
import { tryCase } from './try-case.ts';

/** Each case on a sandbox of its own, in this process. */
export function sandboxTests(cases: readonly ContractCase[]): void {
  const named = cases.map((each) => [each.id, each] as const);

  describe('the sandbox answers as AWS does', () => {
    test.each(named)('%s', async (_, each) => {
      const { sandbox, target } = sandboxTarget(each.setUp);
      const before = lasting(sandbox.state());
      const verdict = await tryCase(await Run.open(target, 'test'), each, 1);
      expect(verdict).toMatchObject({ where: '', result: 'as expected', left: [] });
      if (each.kind === 'reading' || each.kind === 'reversible') {
        expect(lasting(sandbox.state())).toEqual(before);
      }
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
