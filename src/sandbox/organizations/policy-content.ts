import { asJson, checkActionNames, checkSids, readPolicyForm, valuesOf } from '../iam/policy-syntax.ts';
import { SandboxError } from '../operation.ts';
import type { ControlPolicyKind } from './control-policy-kinds.ts';
import { constraintViolation, invalidInput } from './errors.ts';

type Statement = Readonly<Record<string, unknown>>;

/**
 * Checks a policy as Organizations does when it is written.
 *
 * @throws SandboxError InvalidInputException, ConstraintViolationException, MalformedPolicyDocumentException
 */
export function checkPolicyContent({ type, largest }: ControlPolicyKind, content: string): void {
  if (content.length === 0) throw invalidInput('MIN_LENGTH_EXCEEDED');
  if (content.length > largest) {
    throw constraintViolation(
      'POLICY_CONTENT_LIMIT_EXCEEDED',
      `The policy is larger than the ${largest} characters that its type allows.`,
    );
  }
  if (!isWellFormed(content, type === 'SERVICE_CONTROL_POLICY' ? isServiceControl : isResourceControl)) {
    throw malformed();
  }
}

/** Elements of both types: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html */
function isWellFormed(content: string, isAllowed: (statement: Statement) => boolean): boolean {
  try {
    const { version, statements } = readPolicyForm(content, malformed);
    if (version !== '2012-10-17' || asJson(JSON.parse(content))?.['Id'] !== undefined) return false;
    checkSids(statements);
    for (const statement of statements) checkActionNames(statement);
    return statements.every(
      (statement) =>
        (statement['Effect'] === 'Allow' || statement['Effect'] === 'Deny') &&
        valuesOf(statement, 'Action').length > 0 &&
        valuesOf(statement, 'Resource').length > 0 &&
        valuesOf(statement, 'Resource').every((resource) => resource === '*' || /^arn:/.test(resource)) &&
        isAllowed(statement),
    );
  } catch (error) {
    if (error instanceof SandboxError) return false;
    throw error;
  }
}

/** Whom it is for is everyone in the accounts below: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html */
function isServiceControl(statement: Statement): boolean {
  return statement['Principal'] === undefined && statement['NotPrincipal'] === undefined;
}

/**
 * Customers may only deny, to everyone, actions that name their service.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
function isResourceControl(statement: Statement): boolean {
  return (
    statement['Effect'] === 'Deny' &&
    statement['Principal'] === '*' &&
    statement['NotPrincipal'] === undefined &&
    statement['NotAction'] === undefined &&
    valuesOf(statement, 'Action').every((action) => /^[a-z0-9-]+:/i.test(action))
  );
}

function malformed(): SandboxError {
  return new SandboxError(
    'MalformedPolicyDocumentException',
    'The provided policy document does not meet the requirements of the specified policy type.',
  );
}
