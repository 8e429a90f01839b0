import type { AuditReport, Finding } from '../../audit/finding.ts';
import { notAudited } from '../../audit/outcome.ts';
import { type OrganizationSnapshot, pathOf } from '../../model/organization.ts';
import { safeJson } from '../audit/json.ts';
import { groupBy } from './tree.ts';

/** The stable object of `org show --json`: every OU and account, with the ids of the findings there. */
export function organizationJson(snapshot: OrganizationSnapshot, report: AuditReport): string {
  const { id, managementAccountId, featureSet, rootId } = snapshot;
  const findings = groupBy(report.findings, ({ place }) => place.accountId);
  return safeJson({
    format: 1,
    organization: { id, managementAccountId, featureSet, rootId },
    units: snapshot.units.map((unit) => ({
      id: unit.id,
      name: unit.name,
      path: pathOf(snapshot, unit.id),
      parentId: unit.parentId,
    })),
    accounts: snapshot.accounts.map((account) => ({
      id: account.id,
      name: account.name,
      email: account.email,
      state: account.state,
      path: pathOf(snapshot, account.parentId),
      parentId: account.parentId,
      audited: account.reading.kind === 'read',
      findings: (findings.get(account.id) ?? []).map(reference),
    })),
    ...delegation(snapshot),
    findings: (findings.get(null) ?? []).map(reference),
    notAudited: notAudited(report),
    ...report.origin,
  });
}

/** What is handed to others, harmless services too, which no finding tells; left out where it was not read. */
function delegation({ delegation: reading }: OrganizationSnapshot) {
  if (reading.kind !== 'read') return {};
  const { administrators, trustedServices, resourcePolicy } = reading;
  return {
    delegatedAdministrators: administrators,
    trustedServices,
    hasResourcePolicy: resourcePolicy !== null,
  };
}

function reference({ id, severity }: Finding) {
  return { id, severity };
}
