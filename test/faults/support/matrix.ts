import { expect, describe as group, test } from 'vitest';
import { experiment, referenceOf, type Scenario } from './experiment.ts';
import { describe, injectionsAt } from './injections.ts';

/**
 * A test for every call of the scenario's trace and every fault that can meet it.
 * @param part of so many, so that files share the work: every n-th call from the part's number on
 */
export async function testMatrix(scenario: Scenario, part = 1, of = 1): Promise<void> {
  const reference = await referenceOf(scenario);
  group(scenario.name, () => {
    reference.trace.forEach((call, index) => {
      if (index % of !== part - 1) return;
      for (const injection of injectionsAt(index + 1, call)) {
        test(`${index + 1} ${call.service}:${call.operation}: ${describe(injection, call)}`, async () => {
          const [met] = await experiment(scenario, reference, [injection]);
          expect(met).toMatchObject({ service: call.service, operation: call.operation });
        });
      }
    });
  });
}
