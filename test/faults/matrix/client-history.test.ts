import { testMatrix } from '../support/matrix.ts';
import { clientHistory } from '../support/scenarios.ts';

await testMatrix(await clientHistory(), { from: 'LookupEvents', endsOnly: true });
