import { testMatrix } from '../support/matrix.ts';
import { auditedClientInit } from '../support/scenarios.ts';

await testMatrix(auditedClientInit(), { part: [1, 2] });
