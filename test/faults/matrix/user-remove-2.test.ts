import { testMatrix } from '../support/matrix.ts';
import { userCalls, userRemove } from '../support/scenarios.ts';

await testMatrix(userRemove(), { part: [2, 2], calls: userCalls, endsOnly: true });
