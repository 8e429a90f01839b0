import { initAndAudit, initAndRepair, orgInits, sharedPolicies } from '../support/casts.ts';
import { testInterleavings } from '../support/interleavings.ts';

testInterleavings(sharedPolicies(), 150);
testInterleavings(await initAndRepair(), 100);
testInterleavings(initAndAudit, 100);
testInterleavings(orgInits, 50);
