import { isUnread } from '../../audit/outcome.ts';
import { accountWords } from '../../model/account-kind.ts';
import type { AccountReport } from '../../report/account-report.ts';
import { escapeName } from '../escape.ts';
import { plural } from '../plural.ts';
import { OneAccessView } from './account/access.tsx';
import { CheckedView, checkedNote } from './account/checked.tsx';
import { ToldFindings } from './account/findings.tsx';
import { LimitsView } from './account/limits.tsx';
import { ProtectionView } from './account/protection.tsx';
import { RoleView } from './account/role.tsx';
import { Costs, costsNote } from './costs.tsx';
import { type PageHashes, pageDocument } from './document.tsx';
import { PageFrame, type PageSection } from './frame.tsx';
import { HistoryChanges, HistoryEntries } from './history.tsx';
import type { Fact } from './parts/facts.tsx';
import { Code, Name } from './parts/name.tsx';
import { Time } from './parts/time.tsx';

/** The page of one client or environment, to be handed over: it shows nothing about other accounts. */
export function accountPage(report: AccountReport, hashes: PageHashes): string {
  const { owner, origin, version } = report;
  const title = `${accountWords[owner.noun].command === 'env' ? 'Environment' : 'Client'} ${owner.name}`;
  return pageDocument({
    title,
    hashes,
    children: (
      <PageFrame
        kind="Evidence for one account"
        title={
          <>
            {title.slice(0, -owner.name.length)}
            <Name>{owner.name}</Name>
          </>
        }
        verdict={verdictOf(report)}
        facts={factsOf(report)}
        origin={origin}
        sections={sectionsOf(report)}
        foot={
          <p>
            Created by diverst {version}. The page is about this account only and leaves out everything that
            names or counts other accounts. The page loads nothing and sends nothing.
          </p>
        }
      />
    ),
  });
}

function verdictOf({ findings, unread, owner }: AccountReport): string {
  if (unread !== null)
    return `diverst could not read the account of ${escapeName(owner.name)}, so it cannot rule out a problem there.`;
  const open = findings.filter((finding) => finding.accepted === null && !isUnread(finding));
  const accepted = findings.filter((finding) => finding.accepted !== null).length;
  const unreadParts = findings.some(isUnread)
    ? ' diverst could not read everything that protects the account, so it cannot rule out a problem there.'
    : '';
  const aside = `${accepted === 0 ? '' : ` The configuration accepts ${plural(accepted, 'finding')}.`}${unreadParts}`;
  return open.length === 0
    ? `Everything that diverst could read about this account matches the configuration of the company.${aside}`
    : `diverst found ${plural(open.length, 'difference')} from the configuration of the company that ${open.length === 1 ? 'concerns' : 'concern'} this account.${aside}`;
}

function factsOf({ madeAt, account, organizationId, origin, version }: AccountReport): readonly Fact[] {
  return [
    ['Account', <Code key="id">{account.id}</Code>],
    ['State', account.state],
    ['In', <Name key="unit">{account.unit}</Name>],
    ...(account.joinedAt === null
      ? []
      : [['In the organization since', <Time key="joined" at={account.joinedAt} />] as const]),
    ['Organization', <Code key="organization">{organizationId}</Code>],
    ['Created', <Time key="made" at={madeAt} />],
    ['With', `diverst ${version}`],
    ...(origin === undefined ? [] : [['Read by', <Code key="caller">{origin.caller}</Code>] as const]),
  ];
}

function sectionsOf(report: AccountReport): readonly PageSection[] {
  const { access, findings, checked, history, costs } = report;
  const open = findings.filter(({ accepted }) => accepted === null).length;
  return [
    {
      id: 'access',
      title: 'Who has access',
      content: <OneAccessView report={report} />,
    },
    {
      id: 'checked',
      title: 'What was checked',
      note: checkedNote(checked),
      lead: 'diverst compared the account with the configuration of the company. “Passed” means that the audit could read what the check needs, and found no difference that concerns this account.',
      content: <CheckedView rows={checked} noun={report.owner.noun} />,
    },
    {
      id: 'findings',
      title: 'What was found',
      note: String(open),
      content: <ToldFindings report={report} />,
    },
    {
      id: 'protection',
      title: 'What protects the account',
      content: <ProtectionView report={report} />,
    },
    ...(report.role === null
      ? []
      : [
          {
            id: 'role',
            title: 'The role that people use',
            content: <RoleView role={report.role} access={access} report={report} />,
          },
        ]),
    ...(history === null
      ? []
      : [
          {
            id: 'entries',
            title: 'Who used the account',
            content: <HistoryEntries history={history} />,
          },
          {
            id: 'changes',
            title: 'What changed',
            content: <HistoryChanges history={history} />,
          },
        ]),
    ...(costs === null
      ? []
      : [{ id: 'costs', title: 'Costs', note: costsNote(costs), content: <Costs table={costs} /> }]),
    {
      id: 'limits',
      title: 'What was not checked',
      content: <LimitsView report={report} />,
    },
  ];
}
