import type { Policy } from '../../src/model/policy/document.ts';
import { conditionsHold } from '../../src/sandbox/authorization/conditions.ts';
import { evaluatePolicies } from '../../src/sandbox/authorization/evaluate-policies.ts';
import { readPolicy, type Statement } from '../../src/sandbox/authorization/policy-document.ts';
import type { AccessRequest, Principal, RequestContext } from '../../src/sandbox/authorization/request.ts';
import { statementApplies } from '../../src/sandbox/authorization/statement-match.ts';
import type { Caller, Relation, Universe } from '../model/policy/brute-force.ts';
import { textOf } from './documents.ts';

/** The account of the role whose trust policies are tried. */
export interface Ground {
  readonly kind: 'trust' | 'identity';
  readonly accountId: string;
}

/** How two policies relate: what the sandbox decides on each request of a universe. */
export function relationBySandbox(
  actual: Policy,
  intended: Policy,
  universe: Universe,
  ground: Ground,
): Relation {
  const [left, right] = [textOf(actual), textOf(intended)];
  const statements = [left, right].flatMap((text) => readPolicy(text).statements);
  const actions = distinct(universe.actions, (action) =>
    statements.map((one) =>
      statementApplies({ ...one, resources: null, conditions: [] }, about({ action }), true),
    ),
  );
  const subjects = distinct(universe.subjects, (subject) => {
    if (typeof subject !== 'string') return [JSON.stringify(subject)];
    const request = about({ resource: subject });
    return statements.map((one) =>
      statementApplies({ ...one, actions: everyAction, conditions: [] }, request, true),
    );
  });
  let more = false;
  let less = false;
  for (const context of contextsOf(universe, statements)) {
    for (const subject of subjects) {
      const { allowedByIdentity, ...parts } = aboutSubject(subject, context);
      for (const action of actions) {
        const request = { ...parts, action };
        const byLeft = isAllowed(left, request, allowedByIdentity, ground);
        const byRight = isAllowed(right, request, allowedByIdentity, ground);
        if (byLeft && !byRight) more = true;
        if (byRight && !byLeft) less = true;
        if (more && less) return 'incomparable';
      }
    }
  }
  if (more) return 'broader';
  return less ? 'narrower' : 'equal';
}

function isAllowed(
  document: string,
  request: AccessRequest,
  allowedByIdentity: boolean,
  { kind, accountId }: Ground,
): boolean {
  const base = { boundary: null, session: [] };
  if (kind === 'identity')
    return evaluatePolicies(request, { ...base, identity: [document], trust: null }).allowed;
  const identity = allowedByIdentity ? [everything] : [];
  return evaluatePolicies(request, { ...base, identity, trust: { document, accountId } }).allowed;
}

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

const everyAction = { values: ['*'], negated: false };

function about(parts: Partial<AccessRequest>): AccessRequest {
  return { principal: nobody, action: 'sts:AssumeRole', resource: theRole, context: new Map(), ...parts };
}

/**
 * The contexts of a universe, without those that no line of the policies distinguishes from another: a statement's condition
 * is all of its lines, each of one key.
 */
function contextsOf(universe: Universe, statements: readonly Statement[]): readonly RequestContext[] {
  const lines = statements.flatMap(({ conditions }) => conditions);
  const contexts = universe.contexts.map((values): RequestContext => new Map(Object.entries(values)));
  // What these come to is not known without the subject.
  if (lines.some(({ key, values }) => /^aws:user|^aws:principal/.test(key) || /\$\{/.test(values.join())))
    return contexts;
  return distinct(contexts, (context) => lines.map((line) => conditionsHold([line], context, undefined)));
}

/** One of each kind: what no statement distinguishes is asked for once, which makes thousands of pairs affordable. */
function distinct<T>(all: readonly T[], answers: (one: T) => readonly unknown[]): readonly T[] {
  const kinds = new Map<string, T>();
  for (const one of all) {
    const kind = answers(one).join();
    if (!kinds.has(kind)) kinds.set(kind, one);
  }
  return [...kinds.values()];
}

/** A request but for its action. */
function aboutSubject(
  subject: string | Caller,
  context: RequestContext,
): Omit<AccessRequest, 'action'> & { readonly allowedByIdentity: boolean } {
  if (typeof subject === 'string')
    return { principal: nobody, resource: subject, context, allowedByIdentity: false };
  const { account, arn, allowedByIdentity } = subject;
  const own = new Map(context).set('aws:principalarn', [arn]).set('aws:principalaccount', [account]);
  const userName = /:user\/(.+)$/.exec(arn)?.[1];
  if (userName !== undefined) own.set('aws:username', [userName]);
  own.set('aws:principaltype', [userName === undefined ? 'AssumedRole' : 'User']);
  return { principal: principalOf(subject), resource: theRole, context: own, allowedByIdentity };
}

const theRole = 'arn:aws:iam::444455556666:role/acme-production';

const nobody: Principal = {
  kind: 'user',
  accountId: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/alice',
  uniqueId: 'AIDAALICE',
};

function principalOf({ account, arn, arns }: Caller): Principal {
  const sessionArn = arns.find((one) => one.includes(':assumed-role/'));
  const kind = arn.includes(':role/') ? 'role' : 'user';
  return {
    kind,
    accountId: account,
    arn,
    uniqueId: `${kind === 'role' ? 'AROA' : 'AIDA'}${arn.replace(/[^a-z0-9]/gi, '').toUpperCase()}`,
    ...(sessionArn === undefined ? {} : { sessionArn }),
  };
}
