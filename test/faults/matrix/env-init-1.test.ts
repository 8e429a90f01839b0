import { testMatrix } from '../support/matrix.ts';
import { envInit } from '../support/scenarios.ts';

await testMatrix(envInit(), { part: [1, 2] });
