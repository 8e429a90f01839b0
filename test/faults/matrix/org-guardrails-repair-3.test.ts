import { testMatrix } from '../support/matrix.ts';
import { guardrailCalls, guardrailsRepair } from '../support/scenarios.ts';

await testMatrix(await guardrailsRepair(), { part: [3, 3], calls: guardrailCalls, endsOnly: true });
