import { canonicalJson } from '../../model/policy/canonical.ts';
import { comparePolicies } from '../../model/policy/compare.ts';
import { allows, type HolderContext } from '../../model/policy/covers.ts';
import {
  type Condition,
  type Policy,
  type PolicyDocument,
  parsePolicy,
  type Statement,
} from '../../model/policy/document.ts';
import { ONLY_TLS } from '../../model/policy/known-context.ts';
import { peopleAccess, withoutMfa } from '../../model/policy/people-access.ts';
import { isSelfRead } from '../../model/policy/self-read.ts';
import { iamResourceOf } from './arn-reach.ts';
import { withUserName } from './identity.ts';

/** Whose policies are judged, and what people are to be allowed. */
export interface PeopleRules {
  readonly partition: string;
  /** Of Ops, 12 digits. */
  readonly accountId: string;
  /** Whether people may make access keys of their own. */
  readonly accessKeys: boolean;
  readonly holder: HolderContext;
}

/** IAM takes no such name: what is said of it is said of any user. */
const anyName = '(person)';

const signIn = ['signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'];

/** What opens nothing may stay allowed without MFA, as AWS's own examples have it. */
const harmlessWithoutMfa = [...withoutMfa, 'iam:Get*', 'iam:List*', 'sts:GetCallerIdentity'];

const everything: Statement = { effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] };

/** Whoever registers a device comes to pass for somebody with MFA. */
const enable = 'iam:EnableMFADevice';

/** Requests that access keys sign have no sign of MFA, those of sessions have one. */
const isSession = { operator: 'Null', ifExists: false, key: 'aws:multifactorauthpresent', values: ['false'] };

/** @param accountId of Ops */
export function peopleRules(
  { partition, accountId, accessKeys }: Omit<PeopleRules, 'holder'>,
  holder: HolderContext = { known: ONLY_TLS, accountId },
): PeopleRules {
  return { partition, accountId, accessKeys, holder };
}

/** The policy as it is written. */
export function peopleText({ partition, accountId, accessKeys }: PeopleRules): string {
  return canonicalJson(peopleAccess(partition, accountId, accessKeys));
}

/**
 * Actions that a person lacks who holds these policies: of the own password, MFA device and (where wanted) keys, and
 * reading the own grants. With MFA all of them are needed, without it those of the first sign-in.
 * @param path of the person's user, `/` for none
 */
export function lackingActions(
  policies: readonly Policy[],
  rules: PeopleRules,
  path = '/',
): readonly string[] {
  const user = own(rules, `user${path}${anyName}`);
  const actual = normal(policies, rules);
  const { statements } = wanted(rules);
  const needed = statements.map((statement) => ({
    ...statement,
    ...(statement.resources && {
      resources: statement.resources.map((one) => (isOwn(one, rules) ? user : one)),
    }),
  }));
  const { missing } = comparePolicies(
    actual,
    { version: '2012-10-17', statements: needed },
    { kind: 'identity', ...rules.holder },
  );
  return [...new Set(missing.flatMap(({ action }) => ('is' in action ? [action.is] : [])))].sort();
}

/** Whether these policies let people run `aws login`, on the machine that they sign in from. */
export function allowsSignIn(policies: readonly Policy[], rules: PeopleRules): boolean {
  const { partition, accountId, holder } = rules;
  const resource = `arn:${partition}:signin:us-east-1:${accountId}:oauth2/public-client/localhost`;
  const withMfa: Policy = { version: '2012-10-17', statements: [onlyWithMfa] };
  return signIn.every((action) => allows([...policies, withMfa], { action, resource }, holder) !== 'no');
}

/**
 * What people may do without MFA beside the first sign-in, because no Deny of these policies keeps them from it; or that
 * an access key alone may register a device.
 */
export function openWithoutMfa(policies: readonly Policy[], rules: PeopleRules): readonly string[] {
  const denials = normal(policies, rules).statements.filter(({ effect }) => effect === 'Deny');
  const isWithin = (harmless: readonly Statement[]) => {
    const { verdict } = comparePolicies(
      { version: '2012-10-17', statements: [everything, ...denials] },
      {
        version: '2012-10-17',
        statements: [...harmless, { ...everything, conditions: [mfa('Bool', 'true')] }],
      },
      { kind: 'identity', ...rules.holder },
    );
    return verdict === 'equal' || verdict === 'narrower';
  };
  const others = harmlessWithoutMfa.filter((one) => one !== enable);
  const bySession: Statement = { ...everything, actions: [enable], conditions: [isSession] };
  if (isWithin([{ ...everything, actions: others }, bySession])) return [];
  if (isWithin([{ ...everything, actions: harmlessWithoutMfa }])) return [`${enable} by an access key alone`];
  const exempt = denials.flatMap(({ notActions }) => notActions ?? []).filter((one) => !isHarmless(one));
  return exempt.length > 0 ? [...new Set(exempt)] : ['*'];
}

/** Whether a statement allows nothing but what people are for: the own sign-in, or reading what one is granted. */
export function isOfPeople(statement: Statement, version: Policy['version'], rules: PeopleRules): boolean {
  const { effect, actions, principals, notPrincipals } = statement;
  if (effect !== 'Allow' || actions === undefined || principals || notPrincipals) return false;
  if (actions.every((action) => signIn.some((one) => one.toLowerCase() === action.toLowerCase())))
    return true;
  const { partition, accountId } = rules;
  if (version === '2012-10-17' && isSelfRead(statement, partition, accountId)) return true;
  const actual = normal([{ version, statements: [statement] }], rules);
  const allowed = wanted(rules).statements.filter((one) => one.effect === 'Allow');
  // As it is written by this program: nothing has to be compared.
  const [only] = actual.statements;
  if (allowed.some((one) => JSON.stringify(one) === JSON.stringify(only))) return true;
  const { verdict } = comparePolicies(
    actual,
    { version: '2012-10-17', statements: allowed },
    { kind: 'identity', ...rules.holder },
  );
  return verdict === 'equal' || verdict === 'narrower';
}

/** Whether a statement is about further credentials of the own user, and nothing else. */
export function isOwnCredentials(
  statement: Statement,
  version: Policy['version'],
  rules: PeopleRules,
): boolean {
  if (version !== '2012-10-17' || statement.actions === undefined) return false;
  const { statements } = normal([{ version, statements: [statement] }], rules);
  const kinds =
    /^iam:\w*(AccessKey|MFADevice|SigningCertificate|SSHPublicKey|ServiceSpecificCredential|Password)\w*$/i;
  return statements.every(
    ({ actions, resources }) =>
      actions?.every((action) => kinds.test(action)) === true &&
      resources?.every((one) => isOwn(one, rules) || one === own(rules, `mfa/${anyName}`)) === true,
  );
}

const mfa = (operator: string, value: string) => ({
  operator,
  ifExists: operator === 'Bool' && value === 'false',
  key: 'aws:multifactorauthpresent',
  values: [value],
});

const onlyWithMfa: Statement = {
  effect: 'Deny',
  actions: ['*'],
  resources: ['*'],
  conditions: [mfa('Bool', 'false')],
};

function isHarmless(action: string): boolean {
  const lower = action.toLowerCase();
  return /^iam:(get|list)/.test(lower) || harmlessWithoutMfa.some((one) => one.toLowerCase() === lower);
}

/** With the name of any user in it. */
function wanted(rules: PeopleRules): Policy {
  const { partition, accountId, accessKeys } = rules;
  const document: PolicyDocument = peopleAccess(partition, accountId, accessKeys);
  const parsed = parsePolicy(JSON.stringify(document));
  if (!parsed.ok) throw new Error(parsed.reason);
  return withUserName(parsed.policy, anyName);
}

/** As one policy, with the name of any user in it, and ARNs of IAM as those of the account. */
function normal(policies: readonly Policy[], rules: PeopleRules): Policy {
  const ofAccount = (resources: readonly string[]) =>
    resources.map((one) => {
      const found = one === '*' ? null : iamResourceOf(one, rules.partition, rules.accountId);
      return found === null ? one : own(rules, found);
    });
  return {
    version: '2012-10-17',
    statements: policies
      .flatMap((policy) => withUserName(policy, anyName).statements)
      .map((statement) => {
        const { actions, resources } = statement;
        const isIam = actions?.every((action) => /^iam:/i.test(action)) === true;
        const conditions = statement.conditions.map(byPresence);
        return { ...statement, conditions, ...(isIam && resources && { resources: ofAccount(resources) }) };
      }),
  };
}

/**
 * The age of MFA is there if MFA was proven, and not otherwise.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthage
 */
function byPresence(condition: Condition): Condition {
  const { key, operator, qualifier, values } = condition;
  const [value] = values;
  if (key !== 'aws:multifactorauthage' || operator !== 'Null' || qualifier !== undefined) return condition;
  if (value === undefined || values.length > 1) return condition;
  return mfa('Bool', value.toLowerCase() === 'true' ? 'false' : 'true');
}

function own({ partition, accountId }: PeopleRules, resource: string): string {
  return `arn:${partition}:iam::${accountId}:${resource}`;
}

/** The own user, under a path or not. */
function isOwn(resource: string, rules: PeopleRules): boolean {
  const prefix = own(rules, 'user/');
  return resource.startsWith(prefix) && /^(?:[^$]*\/)?\(person\)$/.test(resource.slice(prefix.length));
}
