import { testMatrix } from '../support/matrix.ts';
import { firstPackedInit, packedGrantInit } from '../support/scenarios.ts';

// Up to there it is read what every client init reads.
await testMatrix(await packedGrantInit(), { from: 'ListPolicyVersions' });
await testMatrix(await firstPackedInit(), { from: 'CreatePolicy' });
