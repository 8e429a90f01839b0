import { globMatches, readGlob } from '../authorization/glob.ts';
import { malformedPolicy } from './errors.ts';
import { asJson, asTexts, valuesOf } from './policy-syntax.ts';

type Json = Readonly<Record<string, unknown>>;

const assuming = 'sts:assumerolewithwebidentity';

/**
 * Issuers whose tokens all of their customers get, with the claims that tell those apart: one of them must have a
 * condition wherever a trust policy lets the issuer's tokens in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const claimsOf: Readonly<Record<string, readonly string[]>> = {
  'agent.buildkite.com': ['sub'],
  'api.pulumi.com/oidc': ['aud'],
  'app.terraform.io': ['sub'],
  'gitlab.com': ['sub'],
  'oidc-configuration.audit-log.githubusercontent.com': ['sub'],
  'oidc.codefresh.io': ['sub'],
  'oidc.vercel.com': ['aud'],
  'proidc.upbound.io': ['sub'],
  'sandboxes.cloud': ['aud'],
  'scalr.io': ['sub'],
  'studio.datachain.ai/api': ['sub'],
  'token.actions.githubusercontent.com': ['sub', 'job_workflow_ref'],
  'tokens.cloud.shisho.dev': ['sub'],
  'vstoken.actions.githubusercontent.com': ['sub'],
};

/**
 * @param statement of a trust policy that is written now; those that are there already are left as they are
 * @throws SandboxError MalformedPolicyDocument
 */
export function requireSharedIssuersControl(statement: Json): void {
  const providers = asJson(statement['Principal'])?.['Federated'];
  if (statement['Effect'] !== 'Allow' || statement['Action'] === undefined || providers === undefined) return;
  const assumes = valuesOf(statement, 'Action').some((action) => {
    const pattern = readGlob(action.toLowerCase(), { variables: undefined, wildcards: true });
    return pattern !== undefined && globMatches(pattern, assuming);
  });
  if (!assumes) return;
  const keys = new Set(
    Object.values(asJson(statement['Condition']) ?? {})
      .flatMap((operands) => Object.keys(asJson(operands) ?? {}))
      .map((key) => key.toLowerCase()),
  );
  for (const principal of asTexts(providers)) {
    const issuer = principal.replace(/^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\//, '').toLowerCase();
    const claims = Object.hasOwn(claimsOf, issuer) ? claimsOf[issuer] : undefined;
    if (claims === undefined || claims.some((claim) => keys.has(`${issuer}:${claim}`))) continue;
    const named = claims.map((claim) => `${issuer}:${claim}`).join(' or ');
    throw malformedPolicy(`The trust policy must evaluate ${named} for the identity provider ${issuer}`);
  }
}
