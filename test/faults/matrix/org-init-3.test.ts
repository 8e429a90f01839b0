import { testMatrix } from '../support/matrix.ts';
import { orgInit } from '../support/scenarios.ts';

await testMatrix(orgInit(), { part: [3, 3], endsOnly: true });
