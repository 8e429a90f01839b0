import { testMatrix } from '../support/matrix.ts';
import { guardrailCalls, guardrailsRepair } from '../support/scenarios.ts';

await testMatrix(await guardrailsRepair(), { calls: guardrailCalls, endsOnly: true });
