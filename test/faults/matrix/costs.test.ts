import { clientCosts, costCalls, orgCosts } from '../support/cost-scenarios.ts';
import { testMatrix } from '../support/matrix.ts';

await testMatrix(await orgCosts(), { calls: costCalls, endsOnly: true });
await testMatrix(await clientCosts(), { calls: costCalls, part: [1, 3], endsOnly: true });
