import { testMatrix } from '../support/matrix.ts';
import { userCalls, userRemove } from '../support/scenarios.ts';

await testMatrix(userRemove(), { part: [1, 2], calls: userCalls, endsOnly: true });
