import { type Condition, type PolicyDocument, parsePolicy, type Statement } from './policy/document.ts';
import { readDate } from './policy/operators.ts';

/**
 * Revocations: inline policies of a role that end its sessions, and the inline policy of a user that locks a person.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */

/** Whose sessions end, and which: those that began before a moment. */
export interface Revocation {
  /** The source identity of the sessions; null for everybody's. */
  readonly person: string | null;
  /** Epoch milliseconds. */
  readonly before: number;
}

/** The policy that ends everybody's sessions; that of one person has the name behind it. */
const REVOCATION_POLICY = 'diverst-revoke';

/** The inline policy of a user in Ops who is locked. */
export const LOCK_POLICY = 'diverst-locked';

/**
 * The longest session that IAM gives for any role, in milliseconds: a session that still works began no longer ago. The
 * role's own limit says nothing of the sessions that began before it was lowered.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html
 */
export const LONGEST_SESSION = 12 * 3_600_000;

/** The name of the inline policy. */
export function revocationPolicy(person: string | null): string {
  return person === null ? REVOCATION_POLICY : `${REVOCATION_POLICY}-${person}`;
}

/** Whether a policy that has a name of this program's ends the sessions that its name says; true for any other name. */
export function isTrueToName(policy: string, revocations: readonly Revocation[]): boolean {
  const person = policy === REVOCATION_POLICY ? null : policy.slice(REVOCATION_POLICY.length + 1);
  if (policy !== revocationPolicy(person)) return true;
  return revocations.some((one) => one.person === null || isSamePerson(one.person, person));
}

/**
 * The document that ends the sessions. The name is taken in whatever case: IAM has no two users who differ in that alone,
 * and how a deleted user wrote it is not known. Requests that carry no time of issue, such as those of access keys, stay as they
 * are: a role has none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-tokenissuetime
 * @param before whole seconds, in epoch milliseconds
 */
export function revocationDocument({ person, before }: Revocation): PolicyDocument {
  const time = new Date(before).toISOString().replace('.000Z', 'Z');
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: {
          ...(person === null ? {} : { StringEqualsIgnoreCase: { 'aws:SourceIdentity': person } }),
          DateLessThan: { 'aws:TokenIssueTime': time },
        },
      },
    ],
  };
}

/** Denies everything, whatever the user signs with: keys, sessions of GetSessionToken, the console. */
export const lockDocument: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
};

/**
 * What an inline policy of a role revokes, by its meaning and whatever its name: every statement of it ends sessions that
 * began before a moment, and does nothing else.
 * @param document JSON
 * @returns null for a policy that does anything else, or whose meaning is not certain
 */
export function readRevocations(document: string): readonly Revocation[] | null {
  const parsed = parsePolicy(document);
  if (!parsed.ok || parsed.policy.statements.length === 0) return null;
  const read = parsed.policy.statements.map(endedBy);
  return read.some((one) => one === null) ? null : read.flatMap((one) => one ?? []);
}

/** The same for a policy that is about one person's sessions alone, or everybody's (null); null for any other. */
export function revocationsOf(document: string, person: string | null): readonly Revocation[] | null {
  const read = readRevocations(document);
  return read?.every((one) => isSamePerson(one.person, person)) === true ? read : null;
}

/** IAM has no two users who differ in the case of their names alone. */
function isSamePerson(one: string | null, other: string | null): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

/** Whether a policy denies everything at all times. @param document JSON */
export function isLock(document: string): boolean {
  const parsed = parsePolicy(document);
  return (
    parsed.ok &&
    parsed.policy.statements.some((statement) => deniesAll(statement) && statement.conditions.length === 0)
  );
}

/** When no session is left that a revocation ends, in epoch milliseconds. */
export function overAt({ before }: Revocation): number {
  return before + LONGEST_SESSION;
}

/** What a policy is about, in words: `everybody`, `kim and eve`. */
export function revokedWords(revocations: readonly Revocation[]): string {
  const people = [...new Set(revocations.map(({ person }) => person))];
  return people.some((person) => person === null) ? 'everyone' : people.join(' and ');
}

function endedBy(statement: Statement): readonly Revocation[] | null {
  const { conditions } = statement;
  if (!deniesAll(statement)) return null;
  const times = conditions.filter(({ key }) => key === 'aws:tokenissuetime');
  const names = conditions.filter(({ key }) => key === 'aws:sourceidentity');
  const [time] = times;
  const [name] = names;
  if (time === undefined || times.length > 1 || names.length > 1) return null;
  if (conditions.length > times.length + names.length) return null;
  const before = latest(time);
  if (before === null) return null;
  if (name === undefined) return [{ person: null, before }];
  return namesOf(name)?.map((person) => ({ person, before })) ?? null;
}

function deniesAll({ effect, actions, resources, principals, notPrincipals }: Statement): boolean {
  return (
    effect === 'Deny' &&
    principals === undefined &&
    notPrincipals === undefined &&
    actions?.some((action) => action === '*' || action === '*:*') === true &&
    resources?.includes('*') === true
  );
}

/** Of several times the last one counts: a session that began before any of them is denied. */
function latest({ operator, qualifier, ifExists, values }: Condition): number | null {
  if (qualifier !== undefined || ifExists || values.length === 0) return null;
  if (operator !== 'DateLessThan' && operator !== 'DateLessThanEquals') return null;
  const last = Math.max(...values.map(readDate));
  return Number.isNaN(last) ? null : last;
}

/** Names of people; null where they are patterns. */
function namesOf({ operator, qualifier, ifExists, values }: Condition): readonly string[] | null {
  if (qualifier !== undefined || ifExists || values.length === 0) return null;
  if (!['StringEquals', 'StringLike', 'StringEqualsIgnoreCase'].includes(operator)) return null;
  return values.every((value) => /^[\w+=,.@-]+$/.test(value)) ? values : null;
}
