import { testMatrix } from '../support/matrix.ts';
import { clientInit } from '../support/scenarios.ts';

await testMatrix(clientInit(), 2, 2);
