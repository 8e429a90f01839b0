import { byText } from '../by-text.ts';
import { comparePolicies } from './compare.ts';
import { type Condition, parsePolicy, type Statement, type StatementDocument } from './document.ts';

/*
 * Whether control policies deny what a statement denies. A Deny of any of them counts, whoever wrote it.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */

/** The Deny statements of control policies, and why some of what they say is left aside. */
export interface Denials {
  readonly statements: readonly Statement[];
  /** Words for what is not understood; it counts as denying nothing. */
  readonly reasons: readonly string[];
}

/** @param documents JSON, as Organizations keeps it */
export function denialsOf(documents: readonly string[]): Denials {
  const statements: Statement[] = [];
  const reasons: string[] = [];
  for (const document of documents) {
    const parsed = parsePolicy(document);
    if (!parsed.ok) reasons.push(parsed.reason);
    else if (parsed.policy.version !== '2012-10-17') reasons.push('a policy of an older version');
    else {
      for (const statement of parsed.policy.statements) {
        if (statement.effect === 'Allow') continue;
        const bare = ofEverybody(statement);
        if (typeof bare === 'string') reasons.push(bare);
        else statements.push(bare);
      }
    }
  }
  return { statements, reasons: [...new Set(reasons)] };
}

/** A statement as it is written, in normal form and without a principal: those of control policies are for everybody. */
export function denialOf(written: StatementDocument): Statement {
  const [statement] = denialsOf([JSON.stringify({ Version: '2012-10-17', Statement: [written] })]).statements;
  if (statement === undefined) throw new Error(`not a Deny for everyone: ${JSON.stringify(written)}`);
  return statement;
}

/** A resource control policy names everybody; a statement that does not is none that AWS takes. */
function ofEverybody({ principals, notPrincipals, ...statement }: Statement): Statement | string {
  const isEverybody =
    principals?.length === 1 && principals[0]?.type === 'AWS' && principals[0].value === '*';
  if (notPrincipals !== undefined || (principals !== undefined && !isEverybody))
    return 'a statement that is not for everyone';
  if (statement.resources === undefined && statement.notResources === undefined)
    return 'a statement without a resource';
  return statement;
}

export interface Denied {
  readonly isDenied: boolean;
  /** Why it could not be decided; empty where it could. */
  readonly reasons: readonly string[];
}

const denied: Denied = { isDenied: true, reasons: [] };

/** Whether every request that a Deny statement denies is denied by others, together. `isDenied` is said only when proven. */
export function isDeniedBy(statement: Statement, denials: readonly Statement[]): Denied {
  // Most are written by this program, to the letter.
  const own = fingerprint(statement);
  if (denials.some((one) => fingerprint(one) === own)) return denied;
  const related = denials.filter((one) => concernsSame(statement, one));
  if (related.length === 0) return { isDenied: false, reasons: [] };
  const [asked, ...against] = withOwnAccount([statement, ...related]);
  if (asked === undefined) return { isDenied: false, reasons: [] };
  // What is left of it, were it allowed; nothing is, where all of it is denied.
  const { verdict, reasons } = comparePolicies(
    { version: '2012-10-17', statements: [{ ...asked, effect: 'Allow' }, ...against] },
    { version: '2012-10-17', statements: [] },
    { kind: 'identity' },
  );
  if (verdict === 'equal') return denied;
  return { isDenied: false, reasons: verdict === 'not-understood' ? reasons : [] };
}

/** Whether Deny statements as they are written are all denied by others. */
export function areDeniedBy(written: readonly StatementDocument[], denials: readonly Statement[]): boolean {
  return written.every((one) => isDeniedBy(denialOf(one), denials).isDenied);
}

/** Whether some action of a statement is denied whole; for a single action, any of the requests. */
export function isPartlyDenied(statement: Statement, denials: readonly Statement[]): boolean {
  const { actions = [] } = statement;
  if (actions.length > 1)
    return actions.some((action) => isDeniedBy({ ...statement, actions: [action] }, denials).isDenied);
  const related = denials.filter((one) => concernsSame(statement, one));
  if (related.length === 0) return false;
  const [asked, ...against] = withOwnAccount([statement, ...related]);
  if (asked === undefined) return false;
  const allowed: Statement = { ...asked, effect: 'Allow' };
  const { verdict } = comparePolicies(
    { version: '2012-10-17', statements: [allowed, ...against] },
    { version: '2012-10-17', statements: [allowed] },
    { kind: 'identity' },
  );
  return verdict !== 'equal';
}

/** By the services of their actions. What speaks of every action is only denied by what speaks of as many. */
function concernsSame({ actions }: Statement, other: Statement): boolean {
  if (actions === undefined || other.actions === undefined) return true;
  const own = new Set(actions.map(serviceOf));
  const others = new Set(other.actions.map(serviceOf));
  if (own.has('*')) return others.has('*');
  return [...others].some((service) => /[*?]/.test(service) || own.has(service));
}

function serviceOf(action: string): string {
  return action.toLowerCase().split(':')[0] ?? action;
}

const resourceAccount = 'aws:resourceaccount';
const ownAccount = /^\$\{\s*aws:principalaccount\s*\}$/i;

/** What stands for the caller's own account: no account id. */
const ownAccountToken = 'own';

/**
 * `${aws:PrincipalAccount}` as a value of `aws:ResourceAccount` is a variable, which the comparison does not follow. Where
 * the statement that is asked about speaks only of requests in which the two accounts differ, what the variable stands for
 * is never the resource's account: it may be compared as a text that no account id equals. In any other statement it
 * could be the id of an account that is written beside it, and stays what it is.
 */
function withOwnAccount(statements: readonly Statement[]): readonly Statement[] {
  const [asked] = statements;
  const isAboutOthers = asked?.conditions.some(
    ({ key, operator, qualifier, ifExists, values }) =>
      key === resourceAccount &&
      operator === 'StringNotEquals' &&
      qualifier === undefined &&
      !ifExists &&
      values.some((value) => ownAccount.test(value)),
  );
  if (isAboutOthers !== true) return statements;
  const named = (condition: Condition): Condition =>
    condition.key === resourceAccount && condition.operator.startsWith('String')
      ? {
          ...condition,
          values: condition.values.map((value) => (ownAccount.test(value) ? ownAccountToken : value)),
        }
      : condition;
  return statements.map((one) => ({ ...one, conditions: one.conditions.map(named) }));
}

/** Equal for statements that are the same but for their Sid and the order of what they list. */
function fingerprint(statement: Statement): string {
  const sorted = (values: readonly string[] | undefined) => values && [...values].sort(byText);
  const lower = (values: readonly string[] | undefined) => values?.map((value) => value.toLowerCase());
  const { effect, actions, notActions, resources, notResources, conditions } = statement;
  return JSON.stringify([
    effect,
    sorted(lower(actions)) ?? null,
    sorted(lower(notActions)) ?? null,
    sorted(resources) ?? null,
    sorted(notResources) ?? null,
    conditions
      .map(({ operator, qualifier, ifExists, key, values }) =>
        JSON.stringify([operator, qualifier ?? '', ifExists, key, sorted(values)]),
      )
      .sort(byText),
  ]);
}
