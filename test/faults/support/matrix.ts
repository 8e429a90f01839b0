import { expect, describe as group, test } from 'vitest';
import { experiment, referenceOf, type Scenario } from './experiment.ts';
import { describe, injectionsAt } from './injections.ts';

export interface MatrixOptions {
  /** Which of how many files has every so many-th call. */
  readonly part?: readonly [number, number];
  /** The operation of the first call that is of interest: those before it are another scenario's too. */
  readonly from?: string;
}

/** A test for every call of the scenario's trace and every fault that can meet it. */
export async function testMatrix(
  scenario: Scenario,
  { part: [part, of] = [1, 1], from }: MatrixOptions = {},
): Promise<void> {
  const reference = await referenceOf(scenario);
  const first = from === undefined ? 0 : reference.trace.findIndex(({ operation }) => operation === from);
  if (first === -1) throw new Error(`${scenario.name} makes no call ${from}`);
  group(scenario.name, () => {
    reference.trace.forEach((call, index) => {
      if (index < first || index % of !== part - 1) return;
      for (const injection of injectionsAt(index + 1, call)) {
        test(`${index + 1} ${call.service}:${call.operation}: ${describe(injection, call)}`, async () => {
          const [met] = await experiment(scenario, reference, [injection]);
          expect(met).toMatchObject({ service: call.service, operation: call.operation });
        });
      }
    });
  });
}
