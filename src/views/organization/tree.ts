import type { AuditReport, Finding } from '../../audit/finding.ts';
import { isUnread } from '../../audit/outcome.ts';
import { byText } from '../../model/by-text.ts';
import { type AccountSnapshot, type OrganizationSnapshot, pathOf } from '../../model/organization.ts';
import { severityCounts } from '../audit/words.ts';

/** The organization as a tree: what is in each place, by name. */
export interface UnitNode {
  readonly id: string;
  /** Null for the root. */
  readonly name: string | null;
  readonly accounts: readonly AccountNode[];
  readonly units: readonly UnitNode[];
  readonly findings: readonly Finding[];
}

export interface AccountNode {
  readonly account: AccountSnapshot;
  readonly findings: readonly Finding[];
}

export interface OrganizationTree {
  readonly root: UnitNode;
  /** In a place that was not read: it was made, or went, between two answers. */
  readonly elsewhere: readonly AccountNode[];
  /** What is no account's and no OU's. */
  readonly findings: readonly Finding[];
}

export function organizationTree(snapshot: OrganizationSnapshot, report: AuditReport): OrganizationTree {
  const ofAccount = groupBy(report.findings, ({ place }) => place.accountId);
  const units = groupBy(snapshot.units, ({ parentId }) => parentId);
  const accounts = groupBy(snapshot.accounts, ({ parentId }) => parentId);
  const general = new Set(ofAccount.get(null) ?? []);
  const placed = new Set<string>();

  const accountsIn = (list: readonly AccountSnapshot[]) =>
    list
      .toSorted((a, b) => byText(a.name, b.name) || byText(a.id, b.id))
      .map((account) => ({ account, findings: ofAccount.get(account.id) ?? [] }));

  const node = (id: string, name: string | null): UnitNode => {
    placed.add(id);
    const path = name === null ? null : pathOf(snapshot, id);
    const findings = [...general].filter(
      ({ place, subject }) => place.kind === 'organization' && (subject === path || subject === id),
    );
    for (const finding of findings) general.delete(finding);
    return {
      id,
      name,
      findings,
      accounts: accountsIn(accounts.get(id) ?? []),
      units: (units.get(id) ?? [])
        // A circle would come from an answer that was torn.
        .filter((unit) => !placed.has(unit.id))
        .toSorted((a, b) => byText(a.name, b.name) || byText(a.id, b.id))
        .map((unit) => node(unit.id, unit.name)),
    };
  };

  const root = node(snapshot.rootId, null);
  return {
    root,
    elsewhere: accountsIn(snapshot.accounts.filter(({ parentId }) => !placed.has(parentId))),
    findings: [...general],
  };
}

/** Items under the key of each, in their order. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** How it differs, in words: `2 high, 1 medium`, `not audited`; empty where it does not. */
export function driftMark(findings: readonly Finding[]): string {
  const unread = findings.some(isUnread) ? ['not audited'] : [];
  const counted = severityCounts(findings);
  return [...unread, ...(counted === '' ? [] : [counted])].join(', ');
}

/** `active`, `pending closure`, … */
export function stateWord({ state }: AccountSnapshot): string {
  return state.toLowerCase().replaceAll('_', ' ');
}
