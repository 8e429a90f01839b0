import { contract } from './cases.ts';
import { sandboxTests } from './support/sandbox-tests.ts';

// Organizations and IAM; the rest is in a file of its own, so that both run side by side.
sandboxTests(contract.filter(({ id }) => /^(organizations|iam)\//.test(id)));
