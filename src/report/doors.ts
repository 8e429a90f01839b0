import type { AuditReport, Finding } from '../audit/finding.ts';
import { waysIn } from './check-scopes.ts';

/** A way into accounts that nobody wanted, or that the configuration accepts for a time: a finding of the audit. */
export interface Door {
  readonly finding: Finding;
  /** `one`: into the account of its place. `all`: from Ops, the management account or the organization into any. */
  readonly into: 'one' | 'all';
  /** Where the configuration sets the finding aside: it is a way in all the same. */
  readonly accepted: { readonly reason: string; readonly expires: string } | null;
}

/** The ways in that the audit found beside the wanted ones, ignored ones included, in the audit's order. */
export function doorsOf({ findings, ignored }: Pick<AuditReport, 'findings' | 'ignored'>): readonly Door[] {
  const all = [
    ...findings.map((finding) => ({ finding, accepted: null })),
    ...ignored.map(({ finding, reason, expires }) => ({ finding, accepted: { reason, expires } })),
  ];
  return all
    .filter(({ finding }) => waysIn.has(finding.check))
    .map(({ finding, accepted }): Door => ({ finding, into: intoOf(finding), accepted }));
}

/** The root user of Ops or of the management account is a way to everything that these reach. */
function intoOf({ place }: Finding): Door['into'] {
  return ['client', 'environment', 'account'].includes(place.kind) ? 'one' : 'all';
}
