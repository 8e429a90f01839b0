import { describe, expect, test } from 'vitest';
import { experiment, referenceOf, type Scenario } from '../support/experiment.ts';
import { clientInit, orgInit, orgRepair } from '../support/scenarios.ts';

/** How many of the calls after it are tried. */
const after = 4;

/**
 * A change whose answer is lost, and then a denial of what is asked next: what the first did must not be reported by the
 * second.
 */
async function testDoubts(scenario: Scenario): Promise<void> {
  const reference = await referenceOf(scenario);
  describe(scenario.name, () => {
    reference.trace.forEach((call, index) => {
      if (!call.effective) return;
      const at = index + 1;
      test(`a lost answer of ${at} ${call.operation}, then a denial: ${after} pairs`, async () => {
        for (let next = 1; next <= after; next++) {
          const [met] = await experiment(scenario, reference, [
            { at, fault: 'reset after the effect' },
            { at: at + next, fault: 'denied to the end' },
          ]);
          expect(met?.operation).toBe(call.operation);
        }
      });
    });
  });
}

await testDoubts(clientInit());
await testDoubts(orgInit());
await testDoubts(await orgRepair());
