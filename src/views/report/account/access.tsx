import type { AccountReport, OneAccess } from '../../../report/account-report.ts';
import type { ToldFinding } from '../../../report/told-findings.ts';
import { titleOf } from '../../audit/words.ts';
import { escapeName } from '../../escape.ts';
import { plural } from '../../plural.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { Code } from '../parts/name.tsx';
import { Mark } from '../parts/severity.tsx';
import { personCells, personColumns } from '../person-cells.tsx';
import { accessStates, moreDoors, noDoors } from '../words.ts';

/** Who has access to the account, and through which groups and roles. */
export function OneAccessView({ report: { access, owner } }: { report: AccountReport }) {
  const { people, group, way, admins, pipelines, doors, areDoorsWhole } = access;
  return (
    <>
      <h3>People</h3>
      <p class="lead">
        A person signs in to the account Ops as an IAM user, is a member of the group <Code>{group}</Code>,
        and assumes the role <Code>{way.role}</Code>. {grantWords(access)} {conditionWords(access)} State:{' '}
        {accessStates[way.state]}.
      </p>
      {people === null ? (
        <Empty>diverst could not read the users of Ops, so it does not know who has access.</Empty>
      ) : people.length === 0 ? (
        <Empty>The group does not exist or has no members.</Empty>
      ) : (
        <DataTable
          caption={`People who have access to ${escapeName(owner.name)}`}
          columns={personColumns.map((title) => ({ title }))}
          rows={people.map(personCells)}
        />
      )}
      <h3>Emergency access</h3>
      <p class="lead">
        Members of the group <Code>{admins.group}</Code> in the management account can assume the role{' '}
        <Code>{admins.role}</Code>. diverst uses the same role to check and repair the account. diverst does
        not check whether other users or roles of the management account can assume the role.
      </p>
      {admins.members === null ? (
        <Empty>diverst could not read the users of the management account.</Empty>
      ) : admins.members === 'missing' ? (
        <Empty>The management account has no such group.</Empty>
      ) : (
        <DataTable
          caption="Admins who have access in an emergency"
          columns={personColumns.map((title) => ({ title }))}
          rows={admins.members.map(personCells)}
        />
      )}
      <h3>CI systems</h3>
      {pipelines.length === 0 ? (
        <Empty>The configuration names no CI system for this account.</Empty>
      ) : (
        <DataTable
          caption="CI systems that can assume a role of this account"
          columns={['Role', 'Issuer', 'Audience', 'Token subject', 'Exists'].map((title) => ({ title }))}
          rows={pipelines.map(({ role, issuer, audience, subject, exists }) => [
            <Code key="role">{role}</Code>,
            <Code key="issuer">{issuer}</Code>,
            <Code key="audience">{audience}</Code>,
            <Code key="subject">{subject}</Code>,
            exists === null ? 'not read' : exists ? 'yes' : 'no',
          ])}
        />
      )}
      <h3>Other access paths</h3>
      {doors.length === 0 ? <Empty>{noDoors(areDoorsWhole)}</Empty> : <Doors doors={doors} />}
      {doors.length > 0 && !areDoorsWhole && <p class="soft">{moreDoors}</p>}
    </>
  );
}

/** A policy that holds the grants of many is not named: its name counts them. */
function grantWords({ way: { policies } }: OneAccess): string {
  if (policies === null) return 'diverst could not read the permissions of the group.';
  if (policies.length === 0) return 'No policy of the group names the ARN of the role.';
  const own = policies.filter(({ isPacked }) => !isPacked);
  const names = own.map(({ name }) => escapeName(name)).join(', ');
  const shared = own.length < policies.length ? 'a policy that holds the grants of the group' : '';
  return `The permission is in ${[names, shared].filter((text) => text !== '').join(' and ')}.`;
}

function conditionWords({ requiresMfa, requiresSourceIdentity }: OneAccess): string {
  const demands = [
    ...(requiresMfa ? ['MFA'] : []),
    ...(requiresSourceIdentity ? ['the name of the person as source identity'] : []),
  ];
  return demands.length === 0 ? '' : `The configuration requires ${demands.join(' and ')}.`;
}

function Doors({ doors }: { doors: readonly ToldFinding[] }) {
  return (
    <DataTable
      caption={`${plural(doors.length, 'other access path')} to the account`}
      columns={['Access path', 'Severity', 'Accepted'].map((title) => ({ title }))}
      rows={doors.map((door) => [
        escapeName(door.message ?? titleOf(door)),
        <Mark key="severity" tone={door.severity} />,
        door.accepted === null ? 'no' : `until ${door.accepted.expires}`,
      ])}
    />
  );
}
