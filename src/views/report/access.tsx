import type { AuditReport, Finding } from '../../audit/finding.ts';
import { unreadFindings } from '../../audit/outcome.ts';
import type { Access, AccountAccess, AdminAccess, GroupAccess } from '../../report/access.ts';
import type { Door } from '../../report/doors.ts';
import type { Person } from '../../report/people.ts';
import { escapeName } from '../escape.ts';
import { plural } from '../plural.ts';
import { accessPicture } from './access-layout.ts';
import { AccessSvg } from './access-svg.tsx';
import type { Anchors } from './anchors.ts';
import { DataTable } from './parts/data-table.tsx';
import { Empty } from './parts/empty.tsx';
import { Code, Name } from './parts/name.tsx';
import { PlaceName } from './parts/place.tsx';
import { Mark } from './parts/severity.tsx';
import { personCells, personColumns } from './person-cells.tsx';
import { accessStates, grantText, moreDoors, noDoors } from './words.ts';

interface AccessProps {
  readonly access: Access;
  readonly audit: Pick<AuditReport, 'findings' | 'ignored'>;
  readonly anchors: Anchors;
}

/** Who has access, as a picture and as lists with the same content. */
export function AccessView({ access, audit, anchors }: AccessProps) {
  const { groups, admins, pipelines, doors, people } = access;
  const shown = new Map(audit.findings.map((finding) => [finding.id, finding]));
  const links: Links = { shown, anchors };
  const isWhole = unreadFindings(audit).length === 0;
  return (
    <>
      <AccessSvg picture={accessPicture(access)} label={summaryOf(access, isWhole)} />
      <Legend />
      <Doors doors={doors} anchors={anchors} isWhole={isWhole} />
      <h3>People</h3>
      {people === null ? (
        <Empty>diverst could not read the users of Ops, so it does not know who is in the groups.</Empty>
      ) : people.length === 0 ? (
        <Empty>Ops has no IAM users.</Empty>
      ) : (
        <People people={people} links={links} />
      )}
      {groups.map((group) => (
        <Accounts key={group.name} group={group} links={links} />
      ))}
      {pipelines.length > 0 && (
        <>
          <h3>CI systems</h3>
          <details class="folded">
            <summary>{plural(pipelines.length, 'CI role')}</summary>
            <DataTable
              caption="CI systems that can assume a role"
              columns={['Account', 'Role', 'Issuer', 'Token subject', 'Exists'].map((title) => ({ title }))}
              rows={pipelines.map(({ account, role, issuer, subject, exists }) => [
                <Name key="account">{account}</Name>,
                <Code key="role">{role}</Code>,
                <Code key="issuer">{issuer}</Code>,
                <Code key="subject">{subject}</Code>,
                exists === null ? 'not read' : exists ? 'yes' : 'no',
              ])}
            />
          </details>
        </>
      )}
      <h3>Emergency access</h3>
      <Admins admins={admins} links={links} />
    </>
  );
}

/** Findings that are on the page, by their ids. */
interface Links {
  readonly shown: ReadonlyMap<string, Finding>;
  readonly anchors: Anchors;
}

function FindingLinks({ ids, links: { shown, anchors } }: { ids: readonly string[]; links: Links }) {
  return (
    <>
      {ids.map((id, index) => {
        const finding = shown.get(id);
        return (
          <>
            {index > 0 && ', '}
            {finding === undefined ? (
              <Code>{id}</Code>
            ) : (
              <a href={`#${anchors.of(finding)}`}>{escapeName(id)}</a>
            )}
          </>
        );
      })}
    </>
  );
}

function summaryOf({ groups, doors }: Access, isWhole: boolean): string {
  const parts = groups.map(({ name, members, accounts }) => {
    const who = Array.isArray(members) ? plural(members.length, 'member') : 'an unknown number of members';
    return `Group ${name}: ${who}, ${plural(accounts.length, 'account')}.`;
  });
  const ways = doors.length === 0 ? noDoors(isWhole) : `${plural(doors.length, 'other access path')}.`;
  return `${parts.join(' ')} ${ways} The lists below name all of them.`;
}

/** Nothing but what the lines of the picture look like. */
function Legend() {
  const looks = [
    ['open', 'has access'],
    ['hindered', 'not all have access'],
    ['unread', 'not read'],
    ['door', 'another access path, found by the audit'],
  ] as const;
  return (
    <p class="legend">
      {looks.map(([look, words]) => (
        <span key={look}>
          <svg width="30" height="8" viewBox="0 0 30 8" aria-hidden="true">
            <path class={`way ${look}`} d="M0 4H30" />
          </svg>{' '}
          {words}
        </span>
      ))}
    </p>
  );
}

interface DoorsProps {
  readonly doors: readonly Door[];
  readonly anchors: Anchors;
  /** Whether everything was read that could hold one. */
  readonly isWhole: boolean;
}

function Doors({ doors, anchors, isWhole }: DoorsProps) {
  if (doors.length === 0) return <Empty>{noDoors(isWhole)}</Empty>;
  return (
    <>
      <h3>Other access paths</h3>
      <DataTable
        caption="Access paths that the audit found in addition to people, admins and CI systems"
        columns={['Access path', 'Severity', 'To', 'Accepted'].map((title) => ({ title }))}
        rows={doors.map(({ finding, into, accepted }) => [
          accepted === null ? (
            <a key="way" href={`#${anchors.of(finding)}`}>
              {escapeName(finding.message)}
            </a>
          ) : (
            escapeName(finding.message)
          ),
          <Mark key="severity" tone={finding.severity} />,
          into === 'one' ? <PlaceName key="into" place={finding.place} /> : 'several or all accounts',
          accepted === null ? 'no' : `until ${accepted.expires}: ${escapeName(accepted.reason)}`,
        ])}
      />
      {!isWhole && <p class="soft">{moreDoors}</p>}
    </>
  );
}

function People({ people, links }: { people: readonly Person[]; links: Links }) {
  return (
    <DataTable
      caption="IAM users of Ops"
      columns={[...personColumns, 'Groups', 'Findings'].map((title) => ({ title }))}
      rows={people.map((person) => [
        ...personCells(person),
        person.groups.length === 0 ? 'none' : escapeName(person.groups.join(', ')),
        <FindingLinks key="findings" ids={person.findings} links={links} />,
      ])}
    />
  );
}

function Accounts({ group, links }: { group: GroupAccess; links: Links }) {
  const { noun, name, accounts } = group;
  const open = accounts.filter(({ state }) => state === 'open');
  const others = accounts.filter(({ state }) => state !== 'open');
  const table = (caption: string, some: readonly AccountAccess[]) => (
    <DataTable
      caption={caption}
      columns={['Account', 'State', 'Role', 'Granted by', 'Findings'].map((title) => ({ title }))}
      rows={some.map((account) => [
        <>
          <Name>{account.name}</Name> <Code>{account.accountId}</Code>
        </>,
        accessStates[account.state],
        <Code key="role">{account.role}</Code>,
        escapeName(grantText(account)),
        <FindingLinks key="findings" ids={account.findings} links={links} />,
      ])}
    />
  );
  return (
    <>
      <h3>
        {noun === 'client' ? 'Clients' : 'Environments'} of the group <Name>{name}</Name>
      </h3>
      {others.length > 0 &&
        table(`Accounts that not every member of ${name} can use, or that diverst could not read`, others)}
      {open.length > 0 && (
        <details class="folded" open={open.length <= 8}>
          <summary>{plural(open.length, noun)} that every member can use</summary>
          {table(`Accounts that every member of ${name} can use`, open)}
        </details>
      )}
      {accounts.length === 0 && <Empty>No {noun} exists yet.</Empty>}
    </>
  );
}

function Admins({ admins: { members, group, role }, links }: { admins: AdminAccess; links: Links }) {
  return (
    <>
      <p class="lead">
        Members of the group <Code>{group}</Code> in the management account can assume <Code>{role}</Code> in
        every member account. diverst does not check whether other users or roles of the management account
        can assume the role.
      </p>
      {members === null ? (
        <Empty>diverst could not read the management account.</Empty>
      ) : members === 'missing' ? (
        <Empty>The management account has no such group.</Empty>
      ) : (
        <DataTable
          caption="Admins in the management account"
          columns={[...personColumns, 'Findings'].map((title) => ({ title }))}
          rows={members.map((person) => [
            ...personCells(person),
            <FindingLinks key="findings" ids={person.findings} links={links} />,
          ])}
        />
      )}
    </>
  );
}

/** What the navigation says beside the section. */
export function accessNote({ doors }: Access): string {
  return doors.length === 0 ? '' : plural(doors.length, 'other access path');
}
