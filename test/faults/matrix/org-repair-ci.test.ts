import { ciCalls, ciRepair } from '../support/ci-scenarios.ts';
import { testMatrix } from '../support/matrix.ts';

await testMatrix(await ciRepair(), { calls: ciCalls, endsOnly: true });
