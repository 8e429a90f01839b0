import {
  closeAndInitOthers,
  closeAndInitSame,
  differentClients,
  mixedClients,
  sameClient,
} from '../support/casts.ts';
import { testInterleavings } from '../support/interleavings.ts';

testInterleavings(sameClient, 200);
testInterleavings(differentClients, 200);
testInterleavings(mixedClients, 200);
testInterleavings(await closeAndInitOthers(), 100);
testInterleavings(await closeAndInitSame(), 100);
