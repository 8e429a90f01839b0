import { matchesAction } from './action.ts';
import { parsePolicy, type Statement } from './document.ts';

/**
 * Whether a role's trust policy allows no session without the user's own name as source identity: everything that
 * allows sts:AssumeRole requires `StringEquals sts:SourceIdentity = ${aws:username}`. A part that is not understood
 * requires nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 * @param document JSON
 */
export function demandsOwnName(document: string): boolean {
  const parsed = parsePolicy(document);
  // In the older version a variable is plain text.
  if (!parsed.ok || parsed.policy.version !== '2012-10-17') return false;
  const ways = parsed.policy.statements.filter(
    (statement) => statement.effect === 'Allow' && allowsAssumeRole(statement),
  );
  return ways.length > 0 && ways.every(demandsName);
}

function allowsAssumeRole(statement: Statement): boolean {
  return statement.actions === undefined || matchesAction(statement, 'sts:AssumeRole');
}

function demandsName({ conditions }: Statement): boolean {
  return conditions.some(
    ({ operator, qualifier, ifExists, key, values }) =>
      operator === 'StringEquals' &&
      qualifier === undefined &&
      !ifExists &&
      key === 'sts:sourceidentity' &&
      values.length > 0 &&
      values.every((value) => value === '${aws:username}'),
  );
}
