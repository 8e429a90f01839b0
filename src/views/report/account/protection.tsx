import type { AccountReport, GuardrailsOfOne } from '../../../report/account-report.ts';
import { enforcementWords, guardrailClaims } from '../../../report/protections.ts';
import { plural } from '../../plural.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { Mark } from '../parts/severity.tsx';
import { Time } from '../parts/time.tsx';

/** Guardrails, root user and trail, as far as they are this account's. */
export function ProtectionView({ report }: { report: AccountReport }) {
  return (
    <>
      <h3>Guardrails</h3>
      <Guardrails guardrails={report.guardrails} />
      <h3>Root user</h3>
      <RootUser report={report} />
      <h3>Records</h3>
      <Trails report={report} />
    </>
  );
}

function Guardrails({ guardrails }: { guardrails: GuardrailsOfOne }) {
  switch (guardrails.kind) {
    case 'none':
      return <Empty>The company's configuration turns guardrails off.</Empty>;
    case 'not-read':
      return (
        <Empty>
          diverst could not read the policies of the organization, or could not compare them with the
          configuration.
        </Empty>
      );
    case 'outside':
      return <Empty>The account is outside the OUs that have guardrails.</Empty>;
  }
  return (
    <>
      <DataTable
        caption="What AWS denies in this account, whatever its own policies allow"
        columns={['Guardrail', 'State'].map((title) => ({ title }))}
        rows={guardrails.guardrails.map(({ name, enforcement }) => [
          guardrailClaims[name],
          <Mark
            key="state"
            tone={enforcement === 'enforced' ? 'good' : 'high'}
            word={enforcementWords[enforcement]}
          />,
        ])}
      />
      {guardrails.hasExceptions && (
        <p class="soft">
          The configuration makes exceptions for some accounts. Ask the company for their names.
        </p>
      )}
    </>
  );
}

function RootUser({ report: { rootUser } }: { report: AccountReport }) {
  if (rootUser === null || rootUser.kind !== 'read')
    return <Empty>diverst could not read the credentials of the root user of the account.</Empty>;
  const { hasPassword, hasAccessKeys, hasMfa, hasSigningCertificates } = rootUser.rootUser;
  const has = [
    ...(hasPassword ? ['a password'] : []),
    ...(hasAccessKeys ? ['access keys'] : []),
    ...(hasSigningCertificates ? ['signing certificates'] : []),
    ...(hasMfa ? ['an MFA device'] : []),
  ];
  return (
    <p>
      {has.length === 0
        ? 'The root user of the account has no credentials to sign in with.'
        : `The root user of the account has ${has.join(', ')}.`}
    </p>
  );
}

function Trails({ report: { trails } }: { report: AccountReport }) {
  if (trails === null) return <Empty>diverst did not read the trails of the organization.</Empty>;
  if (trails.length === 0) return <Empty>The organization has no trail that records this account.</Empty>;
  return (
    <DataTable
      caption={`${plural(trails.length, 'trail')} of the organization that records this account`}
      columns={['Records', 'Regions', 'Log file validation', 'Last delivery'].map((title) => ({ title }))}
      rows={trails.map(({ status, isMultiRegion, isValidated }) => [
        status.isLogging ? 'yes' : 'stopped',
        isMultiRegion ? 'all' : 'one',
        isValidated ? 'on' : 'off',
        status.deliveredAt === null ? 'unknown' : <Time key="delivered" at={status.deliveredAt} />,
      ])}
    />
  );
}
