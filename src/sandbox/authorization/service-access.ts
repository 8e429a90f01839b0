import { readPolicy } from './policy-document.ts';
import type { RequestContext } from './request.ts';
import { statementApplies } from './statement-match.ts';

/** What a service of AWS does by itself with a resource that has a policy. */
export interface ServiceRequest {
  /** `cloudtrail.amazonaws.com` */
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Whether the policy of a resource lets a service in. Nothing else has a say: services have no identity policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
 *
 * @param document null where there is no policy
 */
export function serviceMay(document: string | null, request: ServiceRequest): boolean {
  const { variables, statements } = readPolicy(document ?? '');
  const principal = { kind: 'root', accountId: '', arn: '', uniqueId: '' } as const;
  const asked = { principal, ...request, context: contextOf(request) };
  let allowed = false;
  for (const statement of statements) {
    const { principals } = statement;
    if (principals === null) continue;
    const named =
      (principals.values['Service'] ?? []).includes(request.service) ||
      (principals.values['AWS'] ?? []).includes('*');
    if (named === principals.negated) continue;
    const applies = statementApplies(statement, asked, variables);
    if (statement.effect === 'Deny' && applies !== false) return false;
    allowed ||= statement.effect === 'Allow' && applies === true;
  }
  return allowed;
}

function contextOf({ service, context }: ServiceRequest): RequestContext {
  const keys = {
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': service,
    'aws:SecureTransport': 'true',
    ...context,
  };
  return new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), [value]]));
}
