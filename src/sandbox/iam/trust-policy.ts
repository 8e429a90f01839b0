import { globMatches, readGlob } from '../authorization/glob.ts';
import type { CallContext } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import { iamOf } from './account.ts';
import { documentSize } from './documents.ts';
import { malformedPolicy, quotaExceeded } from './errors.ts';
import { iamArn } from './names.ts';
import {
  asJson,
  asTexts,
  checkActionNames,
  checkSids,
  legacyFailure,
  legacyProblem,
  readPolicyForm,
  requireActions,
  requireDocument,
  syntaxError,
  valuesOf,
} from './policy-syntax.ts';
import { requireSharedIssuersControl } from './shared-issuers.ts';

type Json = Readonly<Record<string, unknown>>;

const trustQuota = 2048;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html */
const trustActions = [
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:SetContext',
  'sts:SetSourceIdentity',
  'sts:TagSession',
];
const principalTypes = new Set(['AWS', 'Service', 'Federated']);

/**
 * A trust policy as IAM keeps it: the ARNs of users and roles in Principal replaced by their unique ids, so that
 * who is trusted is this very user, and not a later one of the same name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 *
 * @throws SandboxError MalformedPolicyDocument, ValidationError, LimitExceeded
 */
export function checkTrustPolicy(document: string | undefined, context: CallContext): string {
  const text = requireDocument(document, 'assumeRolePolicyDocument');
  const policy = readPolicyForm(text, () => malformedPolicy('This policy contains invalid Json'));
  if (legacyProblem(policy) !== null) throw legacyFailure();
  checkSids(policy.statements);
  for (const statement of policy.statements) checkStatement(statement);
  for (const statement of policy.statements) requireSharedIssuersControl(statement);
  if (documentSize(text) > trustQuota) throw quotaExceeded('ACLSizePerRole', trustQuota);
  return mapPrincipals(text, (name) => principalId(name, context));
}

/**
 * A kept trust policy as IAM shows it: with ARNs again, but for the ids of principals that are no more. One that came
 * into the state past the checks is shown as it stands.
 */
export function showTrustPolicy(document: string, state: SandboxState): string {
  const shown = (name: string) =>
    /^A(?:ID|RO)A[A-Z0-9]+$/.test(name) ? (principalArns(state).get(name) ?? name) : name;
  try {
    return mapPrincipals(document, shown);
  } catch {
    return document;
  }
}

function checkStatement(statement: Json): void {
  if (statement['Resource'] !== undefined || statement['NotResource'] !== undefined) {
    throw malformedPolicy('Has prohibited field Resource');
  }
  if (statement['Principal'] === undefined && statement['NotPrincipal'] === undefined) {
    throw malformedPolicy('Missing required field Principal');
  }
  requireActions(statement);
  checkActionNames(statement);
  for (const action of valuesOf(statement, 'Action')) {
    if (action !== '*' && !meansTrustAction(action.toLowerCase())) {
      throw malformedPolicy('AssumeRole policy may only specify STS AssumeRole actions.');
    }
  }
}

/** Whether it is an action of a trust policy, or a pattern of some. */
function meansTrustAction(action: string): boolean {
  const pattern = readGlob(action, { variables: undefined, wildcards: true });
  if (!action.startsWith('sts:') || pattern === undefined) return false;
  return trustActions.some((known) => globMatches(pattern, known.toLowerCase()));
}

/** The document with every name under `Principal.AWS` replaced; the very same text when nothing changes. */
function mapPrincipals(document: string, replace: (name: string) => string): string {
  const policy: unknown = JSON.parse(document);
  let changed = false;
  const visit = (names: unknown): unknown => {
    if (names === '*') return names;
    const types = asJson(names);
    if (types === null) throw invalidPrincipal('AWS', String(names));
    const entries = Object.entries(types).map(([type, values]) => {
      const texts = asTexts(values);
      if (!principalTypes.has(type)) throw invalidPrincipal(type, texts[0] ?? '');
      if (type !== 'AWS') return [type, values];
      const replaced = texts.map(replace);
      changed ||= replaced.some((name, index) => name !== texts[index]);
      return [type, Array.isArray(values) ? replaced : replaced[0]];
    });
    if (entries.length === 0) throw syntaxError();
    return Object.fromEntries(entries);
  };
  const mapped = mapStatements(policy, (statement) => ({
    ...statement,
    ...('Principal' in statement ? { Principal: visit(statement['Principal']) } : {}),
    ...('NotPrincipal' in statement ? { NotPrincipal: visit(statement['NotPrincipal']) } : {}),
  }));
  return changed ? JSON.stringify(mapped) : document;
}

function mapStatements(policy: unknown, map: (statement: Json) => Json): unknown {
  const document = asJson(policy) ?? {};
  const source = document['Statement'];
  const one = (statement: unknown) => map(asJson(statement) ?? {});
  return { ...document, Statement: Array.isArray(source) ? source.map(one) : one(source) };
}

/**
 * @returns the unique id of a user or role, or the name itself for what has none: accounts, `*`, sessions
 * @throws SandboxError MalformedPolicyDocument for a user or role that does not exist
 */
export function principalId(name: string, { state, now, timings }: CallContext): string {
  if (name === '*' || /^\d{12}$/.test(name) || /^arn:aws:iam::\d{12}:root$/.test(name)) return name;
  const [, sessionAccount = '', sessionRole = ''] =
    /^arn:aws:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/[\w+=,.@-]+$/.exec(name) ?? [];
  if (sessionRole !== '') {
    const roles = Object.values(iamOf(state, sessionAccount).roles);
    if (isForeign(state, sessionAccount) || roles.some((role) => role.name === sessionRole)) return name;
    throw invalidPrincipal('AWS', name);
  }
  const [, accountId = '', kind = ''] = /^arn:aws:iam::(\d{12}):(user|role)\/[!-~]+$/.exec(name) ?? [];
  if (/[*?]/.test(name)) throw invalidPrincipal('AWS', name);
  if (kind === '') {
    if (principalArns(state).has(name)) return name;
    throw invalidPrincipal('AWS', name);
  }
  if (isForeign(state, accountId)) return name;
  const iam = iamOf(state, accountId);
  const found =
    kind === 'user'
      ? Object.values(iam.users).find((user) => iamArn(accountId, 'user', user) === name)
      : Object.values(iam.roles).find((role) => iamArn(accountId, 'role', role) === name);
  // One that was made a moment ago is not known everywhere yet.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
  if (found === undefined || now < found.createdAt + timings.propagation) throw invalidPrincipal('AWS', name);
  return found.id;
}

/** Of accounts outside the sandbox's organization nothing is known, so their users and roles are taken to exist. */
function isForeign(state: SandboxState, accountId: string): boolean {
  return !Object.hasOwn(state.accounts, accountId);
}

/** The ARN of every user and role, by unique id. */
function principalArns(state: SandboxState): Map<string, string> {
  const arns = new Map<string, string>();
  for (const [accountId, { users, roles }] of Object.entries(state.iam)) {
    for (const user of Object.values(users)) arns.set(user.id, iamArn(accountId, 'user', user));
    for (const role of Object.values(roles)) arns.set(role.id, iamArn(accountId, 'role', role));
  }
  return arns;
}

function invalidPrincipal(type: string, name: string): Error {
  return malformedPolicy(`Invalid principal in policy: "${type}":"${name}"`);
}
