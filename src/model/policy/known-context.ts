import type { Atom } from './atoms.ts';

/**
 * What is known of requests before any policy is read, so that conditions that always or never hold do not count as
 * limits: that they are made over TLS, as long as nothing else is possible, and further facts.
 */
export interface KnownContext {
  /** The organization that the accounts are in. */
  readonly organization?: {
    readonly id: string;
    /** Of all its accounts. */
    readonly accountIds: ReadonlySet<string>;
  };
  /** Milliseconds since 1970. Requests are made at this time or later. */
  readonly now?: number;
}

/** With it nothing is known but that requests are made over TLS. */
export const ONLY_TLS: KnownContext = {};

/**
 * Which requests are looked at: `possible` are all that can be made from now on, and decide who can get in; `present`
 * are those that people make today, and decide what is lacking. A right that ends next year is not lacking yet, and
 * one that begins next year is given already.
 */
export type View = 'possible' | 'present';

/** What a condition key holds in every request. */
export type FixedKey =
  | { readonly kind: 'text'; readonly value: string }
  /** At this time, or with `onwards` at any time from it on. */
  | { readonly kind: 'time'; readonly now: number; readonly onwards: boolean };

/** The two keys that hold the time of the request; conditions on either are conditions on the first. */
export const CURRENT_TIME = 'aws:currenttime';
const EPOCH_TIME = 'aws:epochtime';
const SECURE_TRANSPORT = 'aws:securetransport';
export const PRINCIPAL_ORGANIZATION = 'aws:principalorgid';
export const PRINCIPAL_ARN = 'aws:principalarn';
export const PRINCIPAL_ACCOUNT = 'aws:principalaccount';

/** The name under which conditions on the same fact are compared. */
export function factOf(key: string): string {
  return key === EPOCH_TIME ? CURRENT_TIME : key;
}

export interface Facts {
  readonly known?: KnownContext;
  readonly view: View;
  /** The only actions that count; without it all that can be written. */
  readonly actions?: readonly string[];
  /** With identity policies the account of those whom they are attached to, 12 digits. */
  readonly holderAccountId?: string;
  readonly kind: 'trust' | 'identity';
}

/** What a condition key holds, where that is known; undefined where it varies. */
export function fixedKey(key: string, facts: Facts): FixedKey | undefined {
  const { known, view, kind, holderAccountId } = facts;
  if (kind === 'identity' && holderAccountId !== undefined && key === PRINCIPAL_ACCOUNT)
    return { kind: 'text', value: holderAccountId };
  if (known === undefined) return undefined;
  const { organization, now } = known;
  if (key === CURRENT_TIME && now !== undefined) return { kind: 'time', now, onwards: view === 'possible' };
  if (key === SECURE_TRANSPORT && (view === 'present' || isEncrypted(facts)))
    return { kind: 'text', value: 'true' };
  if (kind === 'trust' || holderAccountId === undefined || key !== PRINCIPAL_ORGANIZATION) return undefined;
  if (!organization?.accountIds.has(holderAccountId)) return undefined;
  return { kind: 'text', value: organization.id };
}

/**
 * IAM and STS answer by HTTPS only; other services, Amazon S3 for one, have endpoints without.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/sts.html
 */
function isEncrypted({ actions }: Facts): boolean {
  return actions?.every((action) => /^(?:sts|iam):/i.test(action)) ?? false;
}

/** Whether the two views of the requests differ for these atoms. */
export function viewsDiffer(atoms: readonly Atom[], facts: Omit<Facts, 'view'>): boolean {
  if (facts.known === undefined) return false;
  const keys = new Set(atoms.flatMap(({ conditions }) => conditions.map(({ key }) => factOf(key))));
  return (
    keys.has(CURRENT_TIME) || (keys.has(SECURE_TRANSPORT) && !isEncrypted({ ...facts, view: 'possible' }))
  );
}
