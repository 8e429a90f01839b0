import { testPairs } from '../support/pairs.ts';
import {
  clientAssume,
  clientClose,
  firstPackedInit,
  orgAudit,
  orgInit,
  orgRepair,
  packedGrantInit,
} from '../support/scenarios.ts';

await testPairs(orgInit(), 300);
await testPairs(await orgRepair(), 300);
await testPairs(await packedGrantInit(), 150);
await testPairs(await firstPackedInit(), 100);
await testPairs(await clientAssume(), 100);
await testPairs(await orgAudit(), 50);
await testPairs(await clientClose(), 100);
