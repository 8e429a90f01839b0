import { testMatrix } from '../support/matrix.ts';
import { clientAssume } from '../support/scenarios.ts';

await testMatrix(await clientAssume());
