import { testMatrix } from '../support/matrix.ts';
import { trailCalls, trailInit } from '../support/scenarios.ts';

await testMatrix(trailInit(), { part: [2, 2], calls: trailCalls, endsOnly: true });
