import type {
  AccountLabel,
  CutOff,
  DeniedCaller,
  ExceptingKey,
  GuardedAccount,
  GuardrailUse,
  SeenUse,
  UnreadUse,
} from '../model/guardrail-use.ts';
import { type Exceptions, exceptionsOf, partOf } from '../model/guardrails/exceptions.ts';
import type { GuardrailName } from '../model/guardrails.ts';
import type { AccountSnapshot } from '../model/organization.ts';
import { parsePolicy } from '../model/policy/document.ts';
import type { TrustEntry } from '../model/policy/trust.ts';
import type { Role } from '../model/snapshot.ts';
import { type DiffContext, iamOf, isActive, isOfService } from './diff/context.ts';
import { onlyFor, outsiders } from './diff/other-roles.ts';
import { isWithinOrganization } from './diff/trust.ts';

export interface UseQuestion {
  readonly guarded: readonly GuardedAccount[];
  readonly context: DiffContext;
  /** ARNs of roles whose trust policies are made as intended in the same plan. */
  readonly mended: ReadonlySet<string>;
}

/**
 * What guardrails would cut off. Who gets in by a trust policy of today counts, used or not; whoever was seen at a role
 * whose trust policy names them no more does not.
 * @param seen what CloudTrail recorded, the newest of each kind
 * @param unread what of it could not be read
 */
export function guardrailUse(
  question: UseQuestion,
  seen: readonly SeenUse[],
  unread: readonly UnreadUse[],
): GuardrailUse {
  const judge = new Judge(question);
  const found = new Map<string, CutOff>();
  const add = (one: CutOff | null) => {
    if (one === null) return;
    const { guardrail, account, caller, role } = one;
    const key = JSON.stringify([guardrail, account.id, caller, role?.arn]);
    const known = found.get(key);
    if (known === undefined || (one.lastSeen ?? 0) > (known.lastSeen ?? 0)) found.set(key, one);
  };
  const notUnderstood: UnreadUse[] = [];
  const admitted = new Map<string, readonly TrustEntry[]>();
  for (const account of question.context.snapshot.accounts) {
    if (!isActive(account)) continue;
    const iam = iamOf(account);
    const own = judge.guardrailsOf(account.id);
    if (iam === null && own.includes('outsiders')) notUnderstood.push(rolesUnread(account, judge));
    for (const role of iam?.roles ?? []) {
      if (isOfService(role)) continue;
      if (question.mended.has(role.arn)) {
        admitted.set(role.arn, []);
        continue;
      }
      const parsed = parsePolicy(role.trust);
      if (parsed.ok) {
        const entries = outsiders(parsed.policy, role);
        admitted.set(role.arn, entries);
        for (const entry of entries) {
          const isWithin = () =>
            isWithinOrganization(onlyFor(parsed.policy, entry.text), judge.placeOf(account));
          for (const one of judge.byTrust(entry, role, account, isWithin)) add(one);
        }
      } else if (own.includes('outsiders')) {
        notUnderstood.push({
          account: judge.named(account.id),
          guardrails: ['outsiders'],
          reason: `diverst does not understand the trust policy of its role ${role.name}: ${parsed.reason}`,
        });
      }
    }
  }
  for (const use of seen) {
    const entries = use.role === null ? undefined : admitted.get(use.role);
    for (const one of judge.bySight(use, entries)) add(one);
  }
  return { cutOff: [...found.values()], unread: [...notUnderstood, ...unread] };
}

function rolesUnread({ id, reading }: AccountSnapshot, judge: Judge): UnreadUse {
  const reason = reading.kind === 'unread' ? reading.reason : 'they were not requested';
  return {
    account: judge.named(id),
    guardrails: ['outsiders'],
    reason: `its roles could not be read: ${reason}`,
  };
}

/** Knows whom each guardrail excepts. */
class Judge {
  private readonly guarded: ReadonlyMap<string, GuardedAccount>;
  private readonly vendors: ReadonlySet<string>;
  private readonly reach: ReadonlySet<string>;
  private readonly hubs: ReadonlySet<string>;
  private readonly issuers: ReadonlySet<string> | null;

  constructor(private readonly question: UseQuestion) {
    const { guarded, context } = question;
    const wanted = context.structure.guardrails;
    this.guarded = new Map(guarded.map((one) => [one.id, one]));
    this.vendors = new Set(wanted?.vendors ?? []);
    const { structure, snapshot } = context;
    const { reach, hubs } = wanted ? exceptionsOf(structure, wanted, snapshot).exceptions : noExceptions;
    this.reach = new Set(reach);
    this.hubs = new Set(hubs);
    this.issuers = wanted?.issuers ? new Set(wanted.issuers) : null;
  }

  guardrailsOf(accountId: string): readonly GuardrailName[] {
    return this.guarded.get(accountId)?.guardrails ?? [];
  }

  named(id: string): AccountLabel {
    return { id, label: this.labelOf(id) };
  }

  private labelOf(accountId: string): string {
    const account = this.question.context.byId.get(accountId);
    return account === undefined ? accountId : this.question.context.labelOf(account);
  }

  placeOf({ id }: AccountSnapshot) {
    const { snapshot, known } = this.question.context;
    return { partition: snapshot.partition, accountId: id, known };
  }

  /** What of one entry of a trust policy would be cut off. */
  byTrust(
    { principal, actions }: TrustEntry,
    { arn }: Role,
    account: AccountSnapshot,
    isWithin: () => boolean,
  ): readonly (CutOff | null)[] {
    const role = { arn, accountId: account.id };
    if (principal.kind === 'service' || principal.kind === 'deleted') return [];
    if (principal.kind === 'federated') {
      if (!actions.includes('sts:AssumeRoleWithWebIdentity')) return [];
      return [this.provider(issuerOf(principal.provider), role)];
    }
    if (!actions.includes('sts:AssumeRole')) return [];
    if (principal.kind !== 'everyone' && principal.kind !== 'unknown') {
      const caller = { kind: 'account', id: principal.accountId, user: null } as const;
      return [this.outsider(caller, role, null), this.lateral(caller, role, null)];
    }
    return this.everyone(role, isWithin());
  }

  /** @param entries whom the role lets in now; undefined where the role is not known */
  bySight(use: SeenUse, entries: readonly TrustEntry[] | undefined): readonly (CutOff | null)[] {
    const { caller, accountId, time } = use;
    const own = this.guardrailsOf(accountId);
    if (caller.kind === 'root') {
      return own.includes('root-user') ? [this.cutOff('root-user', accountId, caller, null, time, null)] : [];
    }
    const role = use.role === null ? null : { arn: use.role, accountId: use.role.split(':')[4] ?? '' };
    if (role === null) return [];
    const found: (CutOff | null)[] = [];
    if (caller.user !== null && !use.mfa && caller.id === accountId && own.includes('mfa'))
      found.push(this.cutOff('mfa', accountId, caller, role, time, null));
    const by = { ...caller, user: null };
    if (entries === undefined || entries.some((entry) => isOf(entry, caller.id)))
      found.push(this.outsider(by, role, time), this.lateral(by, role, time));
    return found;
  }

  private outsider(caller: AccountCaller, role: KnownRole, seen: number | null): CutOff | null {
    if (!this.guardrailsOf(role.accountId).includes('outsiders')) return null;
    if (this.question.context.byId.has(caller.id) || this.vendors.has(caller.id)) return null;
    const except = { key: 'guardrails.vendors', value: caller.id } as const;
    return this.cutOff('outsiders', role.accountId, caller, role, seen, except);
  }

  private lateral(caller: AccountCaller, role: KnownRole, seen: number | null): CutOff | null {
    if (!this.guardrailsOf(caller.id).includes('lateral') || caller.id === role.accountId) return null;
    if (this.reach.has(role.accountId) || this.hubs.has(caller.id)) return null;
    return this.cutOff('lateral', caller.id, caller, role, seen, this.lateralKey(caller.id, role.accountId));
  }

  private provider(issuer: string | null, role: KnownRole): CutOff | null {
    if (issuer === null || this.issuers === null || this.issuers.has(issuer)) return null;
    if (!this.guardrailsOf(role.accountId).includes('outsiders')) return null;
    const except = { key: 'guardrails.issuers', value: issuer } as const;
    return this.cutOff('outsiders', role.accountId, { kind: 'provider', issuer }, role, null, except);
  }

  private everyone(role: KnownRole, inOrganization: boolean): readonly (CutOff | null)[] {
    const caller = { kind: 'everyone', inOrganization } as const;
    if (!inOrganization) {
      if (!this.guardrailsOf(role.accountId).includes('outsiders')) return [];
      const except = { key: 'guardrails.vendors', value: null } as const;
      return [this.cutOff('outsiders', role.accountId, caller, role, null, except)];
    }
    const isNear = [...this.guarded.values()].some(
      ({ id, guardrails }) => id !== role.accountId && guardrails.includes('lateral') && !this.hubs.has(id),
    );
    if (!isNear || this.reach.has(role.accountId)) return [];
    const except = this.lateralKey(null, role.accountId);
    return [this.cutOff('lateral', role.accountId, caller, role, null, except)];
  }

  /** Only environments are hubs, and clients, Ops and the management account are in nobody's reach. */
  private lateralKey(callerId: string | null, targetId: string): ExceptingKey | null {
    const { byId, structure, snapshot } = this.question.context;
    const caller = callerId === null ? undefined : byId.get(callerId);
    if (caller !== undefined && partOf(caller, structure, snapshot) === 'environment')
      return { key: 'guardrails.hubs', value: caller.name };
    const target = byId.get(targetId);
    if (target === undefined) return { key: 'guardrails.reach', value: targetId };
    const part = partOf(target, structure, snapshot);
    if (part !== 'environment' && part !== 'other') return null;
    return { key: 'guardrails.reach', value: target.name };
  }

  private cutOff(
    guardrail: GuardrailName,
    accountId: string,
    caller: DeniedCaller,
    role: KnownRole | null,
    lastSeen: number | null,
    except: ExceptingKey | null,
  ): CutOff {
    const isMember = 'id' in caller && this.question.context.byId.has(caller.id);
    const name = role?.arn.slice(role.arn.lastIndexOf('/') + 1);
    return {
      guardrail,
      account: this.named(accountId),
      caller,
      callerName: isMember ? this.labelOf(caller.id) : null,
      role: role && { arn: role.arn, label: `${this.labelOf(role.accountId)}/${name}` },
      lastSeen,
      except,
    };
  }
}

type AccountCaller = Extract<DeniedCaller, { readonly kind: 'account' }>;

interface KnownRole {
  readonly arn: string;
  readonly accountId: string;
}

/** Whether an entry of a trust policy may be what let an account in. */
function isOf({ principal }: TrustEntry, accountId: string): boolean {
  if (principal.kind === 'everyone' || principal.kind === 'unknown') return true;
  return 'accountId' in principal && principal.accountId === accountId;
}

/** The address of an OIDC provider without its scheme; null for a SAML provider. */
function issuerOf(provider: string): string | null {
  if (!provider.startsWith('arn:')) return provider;
  return /:oidc-provider\/(.+)$/.exec(provider)?.[1] ?? null;
}

const noExceptions: Exceptions = { reach: [], hubs: [] };
