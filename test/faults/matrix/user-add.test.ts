import { testMatrix } from '../support/matrix.ts';
import { userAdd, userCalls } from '../support/scenarios.ts';

await testMatrix(userAdd(), { part: [1, 1], calls: userCalls, endsOnly: true });
