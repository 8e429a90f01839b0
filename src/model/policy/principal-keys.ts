import { type Glob, parseGlob } from './glob.ts';
import type { KeyCell } from './key-cells.ts';
import type { PrincipalCell, Requester } from './principal-cells.ts';

const PRINCIPAL_ARN = 'aws:principalarn';
const PRINCIPAL_ACCOUNT = 'aws:principalaccount';

/**
 * These two keys say again who makes the request, so each requester goes with certain values only. For a
 * session `aws:PrincipalArn` holds the ARN of its role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export type PrincipalKey = typeof PRINCIPAL_ARN | typeof PRINCIPAL_ACCOUNT;

export function isPrincipalKey(key: string): key is PrincipalKey {
  return key === PRINCIPAL_ARN || key === PRINCIPAL_ACCOUNT;
}

/** Whether a requester has this value: `one-of` if just one of all such values, not known which. */
type Holds = 'yes' | 'no' | 'one-of' | 'perhaps';

/** What the samples of the key must tell apart beyond its conditions, to match them with requesters. */
export function principalKeyPatterns(key: PrincipalKey, cells: readonly PrincipalCell[]): readonly Glob[] {
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

/** Joins requesters with what one of the two keys can hold for them, leaving out what can't be. */
export function joinPrincipalKey(
  key: PrincipalKey,
  cells: readonly PrincipalCell[],
  keyCells: readonly KeyCell[],
): readonly PrincipalCell[] {
  const requesters = cells.map(({ requester }) => requester);
  const holds = key === PRINCIPAL_ACCOUNT ? holdsAccount : holdsArn;
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
      const held = valueHeld(requester, keyCell, requesters, holds);
      if (held === 'one-of') oneOf.push(keyCell);
      else if (held !== 'no') joined.push(combine([keyCell], held === 'yes'));
    }
    if (oneOf.length > 0) joined.push(combine(oneOf, true));
    // Leaving a requester out altogether would prove too much.
    return joined.length > 0 ? joined : [combine(keyCells, false)];
  });
}

function valueHeld(
  requester: Requester,
  { values }: KeyCell,
  requesters: readonly Requester[],
  holds: (requester: Requester, value: string, requesters: readonly Requester[]) => Holds,
): Holds {
  if (requester.kind === 'service' || requester.kind === 'federated' || requester.kind === 'deleted')
    return 'perhaps';
  // Only an anonymous request has neither key.
  if (values === undefined) return requester.accountId === undefined ? 'perhaps' : 'no';
  const [value] = values;
  if (values.length !== 1 || typeof value !== 'string') return 'perhaps';
  return holds(requester, value, requesters);
}

function holdsAccount(requester: Requester, value: string, requesters: readonly Requester[]): Holds {
  if (requester.accountId !== undefined) return value === requester.accountId ? 'yes' : 'no';
  return requesters.some(({ accountId }) => accountId === value) ? 'no' : 'yes';
}

function holdsArn(requester: Requester, value: string, requesters: readonly Requester[]): Holds {
  const { kind, partition, accountId, text, roleName } = requester;
  if (kind === 'session' && roleName !== undefined) {
    const ofRole =
      value.startsWith(`arn:${partition}:iam::${accountId}:role/`) && value.endsWith(`/${roleName}`);
    return ofRole ? 'one-of' : 'no';
  }
  if (kind !== 'other') return value === text ? 'yes' : 'no';
  const identity =
    /^arn:([^:]*):(?:iam::([^:]*):(?:user\/.|role\/.|root$)|sts::([^:]*):federated-user\/.)/s.exec(value);
  if (identity === null) return 'no';
  const [, ofPartition, ofAccount = identity[3]] = identity;
  if (accountId === undefined) {
    const known = requesters.some((one) => one.accountId === ofAccount && one.partition === ofPartition);
    return known ? 'no' : 'yes';
  }
  if (accountId !== ofAccount || partition !== ofPartition) return 'no';
  if (requesters.some((one) => one.text === value)) return 'no';
  // Neither the root user nor a federated user can assume a role.
  return /^arn:[^:]*:iam::[^:]*:(?:user|role)\//.test(value) ? 'yes' : 'perhaps';
}
