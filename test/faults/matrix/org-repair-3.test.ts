import { testMatrix } from '../support/matrix.ts';
import { orgRepair } from '../support/scenarios.ts';

await testMatrix(await orgRepair(), { part: [3, 3], endsOnly: true });
