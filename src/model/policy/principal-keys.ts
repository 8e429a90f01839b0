import { type Glob, parseGlob } from './glob.ts';
import type { KeyCell } from './key-cells.ts';
import {
  type KnownContext,
  PRINCIPAL_ACCOUNT,
  PRINCIPAL_ARN,
  PRINCIPAL_ORGANIZATION,
} from './known-context.ts';
import type { PrincipalCell, Requester } from './principal-cells.ts';

/**
 * These keys say again who makes the request, so each requester goes with certain values only. For a session
 * `aws:PrincipalArn` holds the ARN of its role. `aws:PrincipalOrgID` does where it is known which accounts are in the
 * organization.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export type PrincipalKey = typeof PRINCIPAL_ARN | typeof PRINCIPAL_ACCOUNT | typeof PRINCIPAL_ORGANIZATION;

export function isPrincipalKey(key: string, known: KnownContext | undefined): key is PrincipalKey {
  if (key === PRINCIPAL_ORGANIZATION) return known?.organization !== undefined;
  return key === PRINCIPAL_ARN || key === PRINCIPAL_ACCOUNT;
}

/** Whether a requester has this value: `one-of` if just one of all such values, not known which. */
type Holds = 'yes' | 'no' | 'one-of' | 'perhaps';

/** What the samples of the key must distinguish beyond its conditions, to match them with requesters. */
export function principalKeyPatterns(
  key: PrincipalKey,
  cells: readonly PrincipalCell[],
  context: KnownContext | undefined,
): readonly Glob[] {
  if (key === PRINCIPAL_ORGANIZATION)
    return [context?.organization?.id ?? ''].map((id) => parseGlob(id, { literal: true }));
  const known = cells.map(({ requester }) => requester).filter(({ accountId }) => accountId !== undefined);
  if (key === PRINCIPAL_ACCOUNT) return known.map(({ accountId = '' }) => parseGlob(accountId));
  return [
    ...identityPatterns('*', '*'),
    ...known.flatMap(({ kind, partition = '', accountId = '', text, roleName }) => {
      const role = `arn:${partition}:iam::${accountId}:role`;
      const roles = [`${role}/${roleName}`, `${role}/*/${roleName}`];
      const own = kind === 'other' ? [] : kind === 'session' && roleName !== undefined ? roles : [text];
      return [...identityPatterns(partition, accountId), ...own];
    }),
  ].map((pattern) => parseGlob(pattern, { arn: true }));
}

/** The four forms that `aws:PrincipalArn` takes. */
function identityPatterns(partition: string, accountId: string): readonly string[] {
  const iam = `arn:${partition}:iam::${accountId}`;
  return [
    `${iam}:user/?*`,
    `${iam}:role/?*`,
    `${iam}:root`,
    `arn:${partition}:sts::${accountId}:federated-user/?*`,
  ];
}

/** Joins requesters with what one of the keys can hold for them, leaving out what can't be. */
export function joinPrincipalKey(
  key: PrincipalKey,
  cells: readonly PrincipalCell[],
  keyCells: readonly KeyCell[],
  known: KnownContext | undefined,
): readonly PrincipalCell[] {
  const requesters = cells.map(({ requester }) => requester);
  const holds = holdsOf(key, requesters, known);
  return cells.flatMap(({ requester, group }) => {
    const combine = (others: readonly KeyCell[], occurs: boolean) => ({
      requester,
      group: {
        occurs: group.occurs && occurs && others.every((other) => other.group.occurs),
        cells: group.cells.flatMap((cell) =>
          others.flatMap((other) => other.group.cells.map((otherCell) => cell & otherCell)),
        ),
      },
    });
    const oneOf: KeyCell[] = [];
    const joined: PrincipalCell[] = [];
    for (const keyCell of keyCells) {
      const held = valueHeld(requester, keyCell, holds);
      if (held === 'one-of') oneOf.push(keyCell);
      else if (held !== 'no') joined.push(combine([keyCell], held === 'yes'));
    }
    if (oneOf.length > 0) joined.push(combine(oneOf, true));
    // Leaving a requester out altogether would prove too much.
    return joined.length > 0 ? joined : [combine(keyCells, false)];
  });
}

/** @param value undefined where the request lacks the key */
type HoldsValue = (requester: Requester, value: string | undefined) => Holds;

function holdsOf(
  key: PrincipalKey,
  requesters: readonly Requester[],
  known: KnownContext | undefined,
): HoldsValue {
  if (key === PRINCIPAL_ORGANIZATION) return (requester, value) => holdsOrganization(requester, value, known);
  const holds = key === PRINCIPAL_ACCOUNT ? holdsAccount : holdsArn;
  return (requester, value) => {
    // Only an anonymous request has neither key.
    if (value === undefined && isOfAccount(requester))
      return requester.accountId === undefined ? 'perhaps' : 'no';
    return value === undefined ? 'perhaps' : holds(requester, value, requesters);
  };
}

function valueHeld(requester: Requester, { values }: KeyCell, holds: HoldsValue): Holds {
  if (values === undefined) return holds(requester, undefined);
  const [value] = values;
  if (values.length !== 1 || typeof value !== 'string') return 'perhaps';
  return holds(requester, value);
}

/** A user, role or session of some account; services and identity providers are of none of a customer. */
function isOfAccount({ kind }: Requester): boolean {
  return kind !== 'service' && kind !== 'federated' && kind !== 'deleted';
}

function holdsAccount(requester: Requester, value: string, requesters: readonly Requester[]): Holds {
  const isNamed = requesters.some(({ accountId }) => accountId === value);
  if (!isOfAccount(requester)) return isNamed && requester.kind !== 'deleted' ? 'no' : 'perhaps';
  if (requester.accountId !== undefined) return value === requester.accountId ? 'yes' : 'no';
  return isNamed ? 'no' : 'yes';
}

/**
 * Accounts of the organization have its id, all others another one or none.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
 */
function holdsOrganization(
  requester: Requester,
  value: string | undefined,
  known: KnownContext | undefined,
): Holds {
  if (known?.organization === undefined || requester.kind === 'deleted') return 'perhaps';
  const { id, accountIds } = known.organization;
  const isOwn = value === id;
  if (!isOfAccount(requester)) return isOwn ? 'no' : 'perhaps';
  // Of the accounts that no policy names, some are members and some are not.
  if (requester.accountId === undefined) return value === undefined ? 'perhaps' : 'yes';
  if (accountIds.has(requester.accountId)) return isOwn ? 'yes' : 'no';
  return isOwn ? 'no' : 'perhaps';
}

function holdsArn(requester: Requester, value: string, requesters: readonly Requester[]): Holds {
  const { kind, partition, accountId, text, roleName } = requester;
  if (kind === 'session' && roleName !== undefined) {
    const ofRole =
      value.startsWith(`arn:${partition}:iam::${accountId}:role/`) && value.endsWith(`/${roleName}`);
    return ofRole ? 'one-of' : 'no';
  }
  const isNamed = (ofPartition = '', ofAccount = '') =>
    requesters.some((one) => one.accountId === ofAccount && one.partition === ofPartition);
  if (!isOfAccount(requester)) {
    const [, ofPartition, ofAccount] = /^arn:([^:]*):(?:iam|sts)::([^:]*):/.exec(value) ?? [];
    return kind !== 'deleted' && isNamed(ofPartition, ofAccount) ? 'no' : 'perhaps';
  }
  if (kind !== 'other') return value === text ? 'yes' : 'no';
  const identity =
    /^arn:([^:]*):(?:iam::([^:]*):(?:user\/.|role\/.|root$)|sts::([^:]*):federated-user\/.)/s.exec(value);
  if (identity === null) return 'no';
  const [, ofPartition, ofAccount = identity[3]] = identity;
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: the root user cannot assume a role, and
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html: nor can a federated user.
  if (!/^arn:[^:]*:iam::[^:]*:(?:user|role)\//.test(value)) return 'no';
  if (accountId === undefined) return isNamed(ofPartition, ofAccount) ? 'no' : 'yes';
  if (accountId !== ofAccount || partition !== ofPartition) return 'no';
  return requesters.some((one) => one.text === value) ? 'no' : 'yes';
}
