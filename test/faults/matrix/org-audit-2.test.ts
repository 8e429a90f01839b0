import { testMatrix } from '../support/matrix.ts';
import { orgAudit } from '../support/scenarios.ts';

await testMatrix(await orgAudit(), { part: [2, 2] });
