import { clientCosts, costCalls, historyCalls, orgCosts, orgReport } from '../support/cost-scenarios.ts';
import { testMatrix } from '../support/matrix.ts';

// Of its pages the last one: the first meets the same below.
await testMatrix(await orgCosts(), { calls: costCalls, part: [2, 2], endsOnly: true });
await testMatrix(await clientCosts(), { calls: costCalls, part: [1, 3], endsOnly: true });
// Costs are read as above: one of their calls, and one of the histories, is enough.
const report = await orgReport();
await testMatrix(report, { calls: costCalls, part: [1, 3], endsOnly: true });
await testMatrix(report, { calls: historyCalls, part: [1, 2], endsOnly: true });
