import { testMatrix } from '../support/matrix.ts';
import { orgRepair } from '../support/scenarios.ts';

await testMatrix(await orgRepair(), { part: [4, 4], endsOnly: true });
