import { testMatrix } from '../support/matrix.ts';
import { guardrailCalls, guardrailsInit } from '../support/scenarios.ts';

await testMatrix(guardrailsInit(), { calls: guardrailCalls, endsOnly: true });
