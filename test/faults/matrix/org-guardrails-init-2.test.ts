import { testMatrix } from '../support/matrix.ts';
import { guardrailCalls, guardrailsInit } from '../support/scenarios.ts';

await testMatrix(guardrailsInit(), { part: [2, 3], calls: guardrailCalls, endsOnly: true });
