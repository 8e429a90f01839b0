import type { Patience } from '../apply/patience.ts';
import type { Aws } from '../aws/api.ts';
import type { OrganizationSnapshot, UnitPlace } from '../model/organization.ts';
import type { Structure } from '../model/structure.ts';
import { identifyManagement, type ManagementCaller } from './management.ts';

export interface OrganizationReading {
  readonly snapshot: OrganizationSnapshot;
  readonly management: ManagementCaller;
  readonly calls: number;
}

export interface ReadProgress {
  readonly accounts: number;
  readonly listed: boolean;
  readonly read: number;
  readonly perSecond: number;
}

export interface ReadOrganizationTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly patience: Patience;
  readonly concurrency: number;
  progress?(state: ReadProgress): void;
}

/** Placeholder: units and accounts, no IAM. */
export async function readOrganization(
  { aws, progress }: ReadOrganizationTools,
  _only: readonly string[] | null,
): Promise<OrganizationReading> {
  const management = await identifyManagement(aws);
  const rootId = await aws.organizations.rootId();
  const units: UnitPlace[] = [];
  const below = async (parentId: string): Promise<void> => {
    for (const unit of await aws.organizations.listUnits(parentId)) {
      units.push({ ...unit, parentId });
      await below(unit.id);
    }
  };
  await below(rootId);
  const accounts = await aws.organizations.listAccounts();
  progress?.({ accounts: accounts.length, listed: true, read: accounts.length, perSecond: accounts.length });
  return {
    management,
    calls: 3,
    snapshot: {
      partition: management.caller.partition,
      id: management.organization.id,
      managementAccountId: management.organization.managementAccountId,
      featureSet: management.organization.featureSet,
      rootId,
      units,
      accounts: accounts.map((account) => ({
        ...account,
        parentId: account.parentId ?? rootId,
        reading: account.state === 'ACTIVE' ? { kind: 'not-asked' } : { kind: 'closed' },
      })),
    },
  };
}
