import { describeAtom } from './atoms.ts';
import { comparePolicies } from './compare.ts';
import { type Policy, type Principal, parsePolicy, type Statement } from './document.ts';
import type { KnownContext } from './known-context.ts';
import { classifyPrincipal } from './principal.ts';

/** The principals that the resource policy of an organization names, and their permissions. */
export interface DelegatedRights {
  /** `text` is the account's id, `*` for everyone, or the principal as the policy writes it. */
  readonly holder: { readonly kind: 'account' | 'everyone' | 'deleted' | 'other'; readonly text: string };
  /** `read`: nothing but Describe and List. `not-understood`: it may be anything. */
  readonly rights: 'read' | 'change' | 'not-understood';
  /** What goes beyond reading, in words. */
  readonly evidence: readonly string[];
}

export type DelegatedRightsResult =
  | { readonly ok: true; readonly delegated: readonly DelegatedRights[] }
  | { readonly ok: false; readonly reason: string };

const nothing: Policy = { version: '2012-10-17', statements: [] };

const reads: Policy = {
  version: '2012-10-17',
  statements: [
    {
      effect: 'Allow',
      actions: ['organizations:Describe*', 'organizations:List*'],
      resources: ['*'],
      conditions: [],
    },
  ],
};

/**
 * What the resource policy of an organization gives to others, by meaning: for each account that it names, as if the
 * statements about it were a policy that its principals have. Never too little: a Deny counts only if it speaks of
 * everybody or of the whole account, and a condition that is not understood limits nothing. Whoever is denied
 * everything again is left out.
 *
 * @param document JSON
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs-policy-delegate.html
 */
export function delegatedRights(document: string, known: KnownContext): DelegatedRightsResult {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return parsed;
  const { policy } = parsed;
  const holders = new Map<string, DelegatedRights['holder']>();
  for (const { effect, principals, notPrincipals } of policy.statements) {
    if (effect === 'Deny') continue;
    // NotPrincipal in an Allow is everyone but some; a statement without principal has no defined meaning.
    const named = principals === undefined || notPrincipals !== undefined ? [everyone] : principals;
    for (const holder of named.map(holderOf)) holders.set(`${holder.kind} ${holder.text}`, holder);
  }
  const delegated = [...holders.values()].flatMap((holder): readonly DelegatedRights[] => {
    const rights = rightsOf(holder, policy, known);
    return rights === null ? [] : [{ holder, ...rights }];
  });
  return { ok: true, delegated };
}

const everyone: Principal = { type: 'AWS', value: '*' };

function holderOf(principal: Principal): DelegatedRights['holder'] {
  const named = classifyPrincipal(principal);
  switch (named.kind) {
    case 'everyone':
      return { kind: 'everyone', text: '*' };
    case 'account':
    case 'user':
    case 'role':
    case 'session':
      return { kind: 'account', text: named.accountId };
    case 'deleted':
      return { kind: 'deleted', text: named.uniqueId };
    default:
      return { kind: 'other', text: principal.value };
  }
}

/** Null where it comes to nothing. */
function rightsOf(
  holder: DelegatedRights['holder'],
  policy: Policy,
  known: KnownContext,
): Pick<DelegatedRights, 'rights' | 'evidence'> | null {
  const held: Policy = {
    version: policy.version,
    statements: policy.statements.flatMap((statement): readonly Statement[] => {
      if (!concerns(statement, holder)) return [];
      const { principals: _named, notPrincipals: _others, ...rest } = statement;
      const hasResource = rest.resources !== undefined || rest.notResources !== undefined;
      return [hasResource ? rest : { ...rest, resources: ['*'] }];
    }),
  };
  const context = {
    kind: 'identity' as const,
    known,
    ...(holder.kind === 'account' ? { accountId: holder.text } : {}),
  };
  const isWithin = (given: Policy, limit: Policy) => {
    const { verdict } = comparePolicies(given, limit, context);
    return verdict === 'equal' || verdict === 'narrower';
  };
  if (isWithin(held, nothing)) return null;
  if (isWithin(held, reads) || isWithin(withoutConditions(held), reads))
    return { rights: 'read', evidence: [] };
  const { verdict, extra, reasons } = comparePolicies(held, reads, context);
  return {
    rights: verdict === 'not-understood' ? 'not-understood' : 'change',
    evidence: [...extra.slice(0, 5).map((atom) => `it allows: ${describeAtom(atom)}`), ...reasons],
  };
}

/** The same and more: a condition of an Allow only limits it. A Deny stays only where it has none. */
function withoutConditions({ version, statements }: Policy): Policy {
  return {
    version,
    statements: statements.flatMap((statement) =>
      statement.effect === 'Allow'
        ? [{ ...statement, conditions: [] }]
        : statement.conditions.length === 0
          ? [statement]
          : [],
    ),
  };
}

function concerns(statement: Statement, holder: DelegatedRights['holder']): boolean {
  const { effect, principals, notPrincipals } = statement;
  if (effect === 'Allow') {
    const named = principals === undefined || notPrincipals !== undefined ? [everyone] : principals;
    return named.map(holderOf).some(({ kind, text }) => kind === holder.kind && text === holder.text);
  }
  return (principals ?? []).some((principal) => {
    const denied = classifyPrincipal(principal);
    if (denied.kind === 'everyone') return true;
    return holder.kind === 'account' && denied.kind === 'account' && denied.accountId === holder.text;
  });
}
