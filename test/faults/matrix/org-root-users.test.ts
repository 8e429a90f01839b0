import { testMatrix } from '../support/matrix.ts';
import { rootCalls, rootRepair } from '../support/scenarios.ts';

await testMatrix(await rootRepair(), { part: [1, 1], calls: rootCalls, endsOnly: true });
