import { testPairs } from '../support/pairs.ts';
import { clientInit } from '../support/scenarios.ts';

await testPairs(clientInit(), 1_000);
