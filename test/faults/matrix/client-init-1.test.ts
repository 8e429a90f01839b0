import { testMatrix } from '../support/matrix.ts';
import { clientInit } from '../support/scenarios.ts';

await testMatrix(await clientInit(), 1, 2);
