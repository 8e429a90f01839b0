import { setMaxListeners } from 'node:events';
import { loadConfig } from '../../src/config/load.ts';
import type { AccountRef } from '../../src/model/account-kind.ts';
import {
  auditOrganization,
  type OrganizationAudit,
} from '../../src/operations/organization/audit-organization.ts';
import type { AccessSources } from '../../src/report/access.ts';
import type { TestOrganization } from './cli.ts';
import { managementAws } from './reading.ts';

export interface Audited extends AccessSources {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly audit: OrganizationAudit['report'];
}

/**
 * Audits a test organization without the command line around it.
 * @param options of the command line: those that name the configuration are read
 */
export async function audited(
  organization: TestOrganization,
  options: readonly string[] = [],
  reads?: readonly AccountRef[],
): Promise<Audited> {
  const at = options.indexOf('--config');
  const { structure, ignores } = await loadConfig({ cwd: '/', file: at < 0 ? undefined : options[at + 1] });
  const { clock } = organization;
  const now = clock.now();
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const deadline = now + 30 * 60_000;
  const { context, report } = await auditOrganization(
    { only: null, ...(reads ? { reads } : {}), ignores, since: null, program: 'diverst' },
    {
      aws: managementAws(organization, signal, deadline),
      structure,
      wait: { clock, signal, deadline, resume: 'diverst org audit' },
      concurrency: 40,
    },
  );
  return { context, audit: report, madeAt: now };
}
