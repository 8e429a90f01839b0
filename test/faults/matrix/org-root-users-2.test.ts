import { testMatrix } from '../support/matrix.ts';
import { rootCalls, rootRepair } from '../support/scenarios.ts';

await testMatrix(await rootRepair(), { part: [2, 2], calls: rootCalls, endsOnly: true });
