import { testMatrix } from '../support/matrix.ts';
import { clientRevoke, revokeCalls } from '../support/scenarios.ts';

await testMatrix(await clientRevoke(), { calls: revokeCalls, endsOnly: true });
