import { contract } from './cases.ts';
import { sandboxTests } from './support/sandbox-tests.ts';

sandboxTests(contract.filter(({ id }) => !/^(organizations|iam)\//.test(id)));
