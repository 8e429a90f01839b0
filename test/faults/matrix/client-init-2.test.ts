import { testMatrix } from '../support/matrix.ts';
import { clientInit } from '../support/scenarios.ts';

await testMatrix(clientInit(), { part: [2, 2] });
