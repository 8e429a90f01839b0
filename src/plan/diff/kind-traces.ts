import type { AccountKind } from '../../model/account-kind.ts';
import { isName } from '../../model/account-name.ts';
import { readRoleArn } from '../../model/arn.ts';
import type { AccountSnapshot } from '../../model/organization.ts';
import { parsePolicy } from '../../model/policy/document.ts';
import { clientsOf, type DiffContext, iamOf, type KindInUse, whereIs } from './context.ts';
import { outsiders } from './other-roles.ts';

/** What says that an account is of a kind, whatever its name. */
export interface KindTrace {
  /** Names that it may have had. */
  readonly names: readonly string[];
  readonly evidence: readonly string[];
}

/**
 * Why an account that the configuration gives to another kind may be a client's by its place; null where it is not so.
 * What Production holds, at any depth, is for clients alone.
 */
export function contestedByPlace(account: AccountSnapshot, context: DiffContext): string | null {
  const isOther = context.isOfOther(account, clientsOf(context).kind);
  if (!isOther || !isBelowProduction(account, context)) return null;
  return `it is in ${whereIs(context, account)}`;
}

/**
 * Why an account may be another than its name says, by grants and roles; null where it is not so. Whoever may work in the
 * one would be let into the other. An administrator of an account can rename it, and make and delete its roles, but takes
 * no grant away in Ops.
 */
export function contestedByTrace(account: AccountSnapshot, context: DiffContext): string | null {
  const owner = context.ownerOf(account);
  if (owner === null) return null;
  const clients = clientsOf(context).kind;
  // Only an admin of the organization has put it there.
  if (owner.kind === clients && account.parentId === context.units[clients.unit]?.id) return null;
  for (const one of context.kinds) {
    const trace = kindTrace(account, one, context);
    // Of its own kind only another name says something, and that only where names are what makes the kind.
    const isOwn = one.kind === owner.kind;
    if (isOwn && (one.kind.names === null || trace?.names.every((name) => name === owner.name))) continue;
    if (trace !== null) return trace.evidence.join(', and ');
  }
  return null;
}

/** Whether an account is in the OU for clients, or in an OU below it. */
export function isBelowProduction({ parentId }: AccountSnapshot, { units, snapshot }: DiffContext): boolean {
  const parents = new Map(snapshot.units.map((unit) => [unit.id, unit.parentId]));
  const seen = new Set<string>();
  for (let at: string | undefined = parentId; at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === units.production?.id) return true;
    seen.add(at);
  }
  return false;
}

/** Null where nothing about an account says that it is a client's. */
export function clientTrace(account: AccountSnapshot, context: DiffContext): KindTrace | null {
  return kindTrace(account, clientsOf(context), context);
}

/** What says that an account is of a kind; null where nothing does. */
export function kindTrace(
  account: AccountSnapshot,
  { kind, grants, group }: KindInUse,
  context: DiffContext,
): KindTrace | null {
  const isOfOther = context.isOfOther(account, kind);
  const names = new Set<string>();
  const evidence: string[] = [];
  const nameOf = nameReader(kind.role.name, kind);
  for (const arn of grants?.roles.keys() ?? []) {
    const role = readRoleArn(arn);
    if (role?.accountId !== account.id) continue;
    const name = nameOf(role.name);
    // Whose account it is is known: what its other roles are granted to is a grant that reaches too far.
    if (isOfOther && name === null) continue;
    evidence.push(`the group ${group?.name ?? ''} has a grant for ${arn}`);
    if (name !== null) names.add(name);
  }
  for (const role of iamOf(account)?.roles ?? []) {
    const name = nameOf(role.name);
    const parsed = name === null ? null : parsePolicy(role.trust);
    if (name === null || (parsed?.ok && outsiders(parsed.policy, role).length === 0)) continue;
    evidence.push(`the account has the role ${role.name}`);
    names.add(name);
  }
  return evidence.length === 0 ? null : { names: [...names], evidence };
}

/** Reads a name out of what a template gives for it; null for anything else. */
export function nameReader(template: string, { placeholder }: AccountKind): (name: string) => string | null {
  const [before = '', ...rest] = template
    .split(placeholder)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${before}(.+?)${rest.join('\\1')}$`, 'i');
  return (name) => {
    const found = pattern.exec(name)?.[1]?.toLowerCase();
    return found !== undefined && isName(found) ? found : null;
  };
}
