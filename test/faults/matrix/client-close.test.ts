import { testMatrix } from '../support/matrix.ts';
import { clientClose, closingCalls } from '../support/scenarios.ts';

await testMatrix(await clientClose(), { calls: closingCalls });
