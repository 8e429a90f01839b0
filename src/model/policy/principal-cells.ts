import type { Atom } from './atoms.ts';
import type { CellGroup } from './dimension.ts';
import type { Effect, Principal } from './document.ts';
import { PRINCIPAL_ACCOUNT, PRINCIPAL_ARN } from './known-context.ts';
import { classifyPrincipal, type TrustedPrincipal } from './principal.ts';
import { type Assume, readings } from './readings.ts';

/** Someone who makes a request, standing for all whom the policies at hand do not distinguish from them. */
export interface Requester {
  /** `other` is anyone of the account who is not named; with `accountId` undefined, of any other account. */
  readonly kind: 'user' | 'role' | 'session' | 'other' | 'service' | 'federated' | 'deleted';
  readonly partition?: string;
  readonly accountId?: string;
  /** The ARN as a principal element writes it; for others the service, the provider or the unique id. */
  readonly text: string;
  /** Of a role and its sessions. */
  readonly roleName?: string;
  /**
   * Whether the requester's own policies allow the request. Trust in an account needs that. Trust in a named
   * principal needs it too, unless role and principal are in the same account.
   */
  readonly allowedByIdentity: boolean;
  /** False where it is not known whether anyone like this exists. */
  readonly occurs: boolean;
}

export interface PrincipalCell {
  readonly requester: Requester;
  readonly group: CellGroup;
}

export interface PrincipalCellOptions {
  /** Of account ids that are written without ARN. */
  readonly partition: string;
  /** The account that the role belongs to, if known. */
  readonly accountId?: string;
}

const FRESH = 'other';

/**
 * Divides all who may make requests into cells.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function principalCells(
  atoms: readonly Atom[],
  options: PrincipalCellOptions,
): readonly PrincipalCell[] {
  const named = atoms.flatMap(({ principal }) => {
    if (principal === undefined) return [];
    return 'is' in principal ? [principal.is] : principal.not;
  });
  const classified = new Map<Principal, TrustedPrincipal>(
    named.map((principal) => [principal, withPartition(classifyPrincipal(principal), options.partition)]),
  );
  const classify = (principal: Principal) => classified.get(principal) ?? classifyPrincipal(principal);
  return requesters([...classified.values(), ...accountsInConditions(atoms, options)], options).map(
    (requester) => ({
      requester,
      group: {
        occurs: requester.occurs,
        cells: readings((assume) => admitted(atoms, classify, requester, assume)),
      },
    }),
  );
}

/** Accounts that conditions on who makes the request name: `*` with such a condition is an account of its own. */
function accountsInConditions(
  atoms: readonly Atom[],
  { partition }: PrincipalCellOptions,
): readonly TrustedPrincipal[] {
  const found = new Map<string, TrustedPrincipal>();
  for (const conditions of new Set(atoms.map((atom) => atom.conditions))) {
    for (const { key, values } of conditions) {
      for (const value of values) {
        const arn = /^arn:([^:*?$]+):(?:iam|sts)::(\d{12}):/.exec(value);
        const account: TrustedPrincipal | undefined =
          key === PRINCIPAL_ARN && arn?.[1] !== undefined && arn[2] !== undefined
            ? { kind: 'account', partition: arn[1], accountId: arn[2] }
            : key === PRINCIPAL_ACCOUNT && /^\d{12}$/.test(value)
              ? { kind: 'account', partition, accountId: value }
              : undefined;
        if (account) found.set(JSON.stringify(account), account);
      }
    }
  }
  return [...found.values()];
}

/** Why a principal is not understood; undefined where it is. */
export function unclearPrincipal(principal: Principal): string | undefined {
  const classified = classifyPrincipal(principal);
  if (classified.kind === 'unknown') return `principal ${classified.text}`;
  if (classified.kind !== 'deleted') return undefined;
  return `${classified.uniqueId}, the unique id of a ${classified.was} that has most likely been deleted`;
}

function admitted(
  atoms: readonly Atom[],
  classify: (principal: Principal) => TrustedPrincipal,
  requester: Requester,
  assume: Assume,
): bigint {
  const answers = new Map<string, boolean>();
  let mask = 0n;
  atoms.forEach(({ principal, effect }, index) => {
    if (principal === undefined) return;
    const selected = 'is' in principal ? [principal.is] : principal.not;
    const key = JSON.stringify([
      'is' in principal,
      effect,
      ...selected.map(({ type, value }) => [type, value]),
    ]);
    let matches = answers.get(key);
    if (matches === undefined) {
      const who = selected.map(classify);
      matches =
        'is' in principal
          ? who.some((trusted) => includes(trusted, requester, effect, assume))
          : excludedBy(who, requester, effect, assume);
      answers.set(key, matches);
    }
    if (matches) mask |= 1n << BigInt(index);
  });
  return mask;
}

/**
 * Whether NotPrincipal reaches the requester. Who is meant by an exception depends on whether its account,
 * its role and its session are listed as well, so only those who have nothing to do with it are certain.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function excludedBy(
  listed: readonly TrustedPrincipal[],
  requester: Requester,
  effect: Effect,
  assume: Assume,
): boolean {
  const unrelated = listed.every((trusted) => {
    if ('accountId' in trusted && trusted.kind !== 'federated') {
      return requester.kind !== 'deleted' && requester.accountId !== trusted.accountId;
    }
    if (trusted.kind === 'service') return requester.text !== trusted.service;
    if (trusted.kind === 'federated')
      return requester.kind !== 'federated' || requester.text !== trusted.provider;
    return false;
  });
  return unrelated || assume(`${effect} NotPrincipal ${JSON.stringify(listed)}`);
}

function includes(trusted: TrustedPrincipal, requester: Requester, effect: Effect, assume: Assume): boolean {
  switch (trusted.kind) {
    case 'everyone':
      // Documented for AWS principals and anonymous ones only.
      if (requester.kind === 'service' || requester.kind === 'federated') {
        return assume(`* covers every ${requester.kind} principal`);
      }
      return true;
    case 'account':
      if (requester.kind === 'deleted') return assume(`${requester.text} is of account ${trusted.accountId}`);
      return (
        trusted.accountId === requester.accountId &&
        trusted.partition === requester.partition &&
        (effect === 'Deny' || requester.allowedByIdentity)
      );
    case 'role':
      if (requester.kind === 'session') {
        return (
          trusted.accountId === requester.accountId &&
          trusted.partition === requester.partition &&
          trusted.name === requester.roleName
        );
      }
      return trusted.arn === requester.text;
    case 'user':
    case 'session':
      return trusted.arn === requester.text;
    case 'service':
      return requester.kind === 'service' && trusted.service === requester.text;
    case 'federated':
      return requester.kind === 'federated' && trusted.provider === requester.text;
    case 'deleted':
      return trusted.uniqueId === requester.text;
    case 'unknown':
      return assume(`principal ${trusted.text}`);
  }
}

function requesters(
  trusted: readonly TrustedPrincipal[],
  options: PrincipalCellOptions,
): readonly Requester[] {
  const all = new Map<string, Requester>();
  const add = (requester: Requester) =>
    all.set(JSON.stringify([requester.kind, requester.text, requester.allowedByIdentity]), requester);
  const addOfAccount = (requester: Omit<Requester, 'allowedByIdentity' | 'occurs'>) => {
    add({ ...requester, allowedByIdentity: true, occurs: true });
    const sameAccount = options.accountId === requester.accountId;
    if (options.accountId === undefined || sameAccount) {
      add({ ...requester, allowedByIdentity: false, occurs: sameAccount });
    }
  };
  const outside = { allowedByIdentity: true, occurs: true };
  add({ kind: 'other', text: FRESH, ...outside });
  add({ kind: 'service', text: FRESH, ...outside });
  add({ kind: 'federated', text: FRESH, ...outside });
  for (const one of trusted) {
    if (one.kind === 'service') add({ kind: 'service', text: one.service, ...outside });
    if (one.kind === 'federated') add({ kind: 'federated', text: one.provider, ...outside });
    if (one.kind === 'deleted') add({ kind: 'deleted', text: one.uniqueId, ...outside, occurs: false });
    if (one.kind === 'everyone' || one.kind === 'unknown' || !('partition' in one)) continue;
    const { partition, accountId } = one;
    if (partition === undefined) continue;
    addOfAccount({ kind: 'other', partition, accountId, text: `${partition}:${accountId}` });
    if (one.kind === 'user') addOfAccount({ kind: 'user', partition, accountId, text: one.arn });
    if (one.kind === 'role') {
      addOfAccount({ kind: 'role', partition, accountId, text: one.arn, roleName: one.name });
    }
    if (one.kind === 'session') {
      const role = one.roleName === undefined ? {} : { roleName: one.roleName };
      addOfAccount({ kind: 'session', partition, accountId, text: one.arn, ...role });
    }
  }
  return [...all.values()];
}

function withPartition(trusted: TrustedPrincipal, partition: string): TrustedPrincipal {
  return trusted.kind === 'account' ? { ...trusted, partition: trusted.partition ?? partition } : trusted;
}
