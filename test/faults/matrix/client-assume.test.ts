import { testMatrix } from '../support/matrix.ts';
import { clientAssume, clientStatus } from '../support/scenarios.ts';

await testMatrix(await clientAssume());
await testMatrix(await clientStatus());
