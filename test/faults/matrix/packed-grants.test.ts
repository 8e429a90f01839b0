import { testMatrix } from '../support/matrix.ts';
import { firstPackedInit, packedGrantInit } from '../support/scenarios.ts';

await testMatrix(await packedGrantInit());
await testMatrix(await firstPackedInit());
