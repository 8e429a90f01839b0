import { createHash } from 'node:crypto';
import type { AuditReport } from '../../src/audit/finding.ts';
import {
  type AccountSnapshot,
  nothingElseAsked,
  type OrganizationSnapshot,
} from '../../src/model/organization.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { diffContext } from '../../src/plan/diff/context.ts';
import { pageTexts } from '../../src/views/report/document.tsx';
import { organizationPage } from '../../src/views/report/organization-page.tsx';
import { cleanReport, clientPlace, finding, trustFinding } from './audit-report.ts';

/** An account of which nothing is known. */
export const account = (
  name: string,
  id: string,
  parentId: string,
  rest: Partial<AccountSnapshot> = {},
): AccountSnapshot => ({
  id,
  name,
  email: `aws+${id}@example.com`,
  state: 'ACTIVE',
  parentId,
  joinedAt: null,
  joinedMethod: 'CREATED',
  reading: { kind: 'not-asked' },
  ...rest,
});

export const snapshot: OrganizationSnapshot = {
  partition: 'aws',
  id: 'o-exampleorg1',
  managementAccountId: '111111111111',
  featureSet: 'ALL',
  ...nothingElseAsked,
  rootId: 'r-exam',
  units: [
    { id: 'ou-envs', name: 'Envs', parentId: 'r-exam' },
    { id: 'ou-users', name: 'Users', parentId: 'r-exam' },
    { id: 'ou-production', name: 'Production', parentId: 'ou-envs' },
  ],
  accounts: [
    account('Root', '111111111111', 'r-exam'),
    account('Ops', '222222222222', 'ou-users'),
    account('acme', '333333333333', 'ou-production'),
    account('globex', '444444444444', 'ou-production', { state: 'CLOSED', reading: { kind: 'closed' } }),
    account('stray', '666666666666', 'ou-gone'),
  ],
};

const sha256 = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** The page of an audit, made at a fixed time. */
export function pageOf(audit: AuditReport, of: OrganizationSnapshot = snapshot): string {
  const hashes = { style: sha256(pageTexts.style), script: sha256(pageTexts.script) };
  const madeAt = Date.UTC(2026, 10, 24, 13, 2);
  const report = {
    madeAt,
    version: '1.2.3',
    context: diffContext(defaultStructure, of, madeAt),
    costs: null,
    histories: null,
  };
  return organizationPage({ ...report, audit }, hashes);
}

/** A thousand clients, of whom three hundred let somebody in who should not get in. */
export function pageOfThousandClients(): string {
  const accounts = Array.from({ length: 1_000 }, (_, index) =>
    account(`client-${index}`, String(100_000_000_000 + index), 'ou-production'),
  );
  const { message, expected, actual, evidence, fix } = trustFinding;
  const findings = accounts.slice(0, 300).map(({ name, id }) =>
    finding('trust-other-client', name, clientPlace(name, id), {
      message,
      expected,
      actual,
      evidence,
      fix,
    }),
  );
  return pageOf({ ...cleanReport, findings }, { ...snapshot, accounts });
}
