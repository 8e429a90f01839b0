import type { Operation } from '../operation.ts';
import { encodeDocument } from './documents.ts';

/** The members of answers that hold a document. */
const documentMembers = new Set(['AssumeRolePolicyDocument', 'PolicyDocument', 'Document']);

/**
 * The same operation, which answers, where the sandbox restructures, with documents that mean what was written and look
 * otherwise: AWS does not promise to keep white space and order, and turns the id of an account in Principal into the
 * ARN of its root user.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_policies.html#troubleshoot_viseditor-restructure
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
 */
export function restructuring(operation: Operation): Operation {
  return {
    mutates: operation.mutates,
    permissions: (input, context) => operation.permissions(input, context),
    run(input, context) {
      const output = operation.run(input, context);
      return context.restructure ? withDocuments(output) : output;
    },
  };
}

/** What is no JSON came into the state past the checks, and is shown as it stands. */
export function restructured(document: string): string {
  try {
    return JSON.stringify(turned(JSON.parse(document)), null, 4);
  } catch {
    return document;
  }
}

function withDocuments(output: unknown): unknown {
  if (Array.isArray(output)) return output.map(withDocuments);
  if (typeof output !== 'object' || output === null || output instanceof Date) return output;
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => [
      name,
      documentMembers.has(name) && typeof value === 'string'
        ? encodeDocument(restructured(decodeURIComponent(value)))
        : withDocuments(value),
    ]),
  );
}

/** Everything in the opposite order, lists of one as that one, accounts by their root user. */
function turned(value: unknown, within = ''): unknown {
  if (Array.isArray(value)) {
    const [first, ...more] = value;
    if (first !== undefined && more.length === 0) return turned(first, within);
    return value.map((item) => turned(item, within)).reverse();
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).reverse();
    return Object.fromEntries(entries.map(([key, item]) => [key, turned(item, `${within}/${key}`)]));
  }
  const isAccount = typeof value === 'string' && /^\d{12}$/.test(value);
  return isAccount && /\/(?:Not)?Principal\/AWS$/.test(within) ? `arn:aws:iam::${value}:root` : value;
}
