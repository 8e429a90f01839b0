import { ciCalls, ciInit } from '../support/ci-scenarios.ts';
import { testMatrix } from '../support/matrix.ts';

await testMatrix(await ciInit(), { calls: ciCalls, endsOnly: true });
