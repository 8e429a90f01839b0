import { canonicalJson } from '../model/policy/canonical.ts';
import { decodeDocument, parsePolicy } from '../model/policy/document.ts';
import { inlineGrant, packedGrant, readGrant } from '../model/policy/grant.ts';
import { grantedRoles } from './group-grants.ts';

/**
 * A policy without its grants of one role: of our own shape it is written anew, of any other the statements that
 * grant the role by its very ARN lose it, and all else stays as it is.
 * @returns null where nothing would be left; the same text where it does not grant the role
 */
export function withoutGrant(document: string, roleArn: string): string | null {
  const own = readGrant(document);
  if (own) {
    if (!own.includes(roleArn)) return document;
    const [only, ...others] = own.filter((role) => role !== roleArn);
    if (only === undefined) return null;
    return canonicalJson(others.length === 0 ? inlineGrant(only) : packedGrant([only, ...others]));
  }
  const parsed = parsePolicy(document);
  if (!parsed.ok) return document;
  const granting = new Set(
    parsed.policy.statements.flatMap((statement, index) =>
      statement.effect === 'Allow' && grantedRoles(statement)?.includes(roleArn) ? [index] : [],
    ),
  );
  if (granting.size === 0) return document;
  const raw = JSON.parse(decodeDocument(document) ?? document) as { Statement?: unknown };
  const statements: readonly unknown[] = Array.isArray(raw.Statement) ? raw.Statement : [raw.Statement];
  const left = statements.flatMap((statement, index) =>
    granting.has(index) ? withoutResource(statement, roleArn) : [statement],
  );
  return left.length === 0 ? null : JSON.stringify({ ...raw, Statement: left });
}

/** One statement without a resource; none where it has no other. */
function withoutResource(statement: unknown, resource: string): readonly unknown[] {
  const parts = statement as { readonly Resource?: unknown };
  const left = [parts.Resource].flat().filter((one) => one !== resource);
  return left.length === 0 ? [] : [{ ...parts, Resource: left }];
}
