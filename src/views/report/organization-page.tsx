import { accessOf } from '../../report/access.ts';
import type { OrganizationReport } from '../../report/organization-report.ts';
import { protections } from '../../report/protections.ts';
import { worstFirst } from '../audit/words.ts';
import { escapeName } from '../escape.ts';
import { organizationTree } from '../organization/tree.ts';
import { AccessView, accessNote } from './access.tsx';
import { type Anchors, anchorsOf } from './anchors.ts';
import { Costs, costsNote } from './costs.tsx';
import { type PageHashes, pageDocument } from './document.tsx';
import { Findings } from './findings.tsx';
import { PageFrame, type PageSection } from './frame.tsx';
import { Histories } from './history.tsx';
import { OrganizationTreeView } from './organization.tsx';
import type { Fact } from './parts/facts.tsx';
import { Code } from './parts/name.tsx';
import { Time } from './parts/time.tsx';
import { Protections, protectionsNote } from './protections.tsx';
import { Tiles } from './tiles.tsx';
import { verdictSentence } from './verdict.ts';

/** The organization as one page, for people who prefer pictures to text. */
export function organizationPage(report: OrganizationReport, hashes: PageHashes): string {
  const { context, audit } = report;
  const { snapshot } = context;
  return pageDocument({
    title: `Organization ${snapshot.id}`,
    hashes,
    children: (
      <PageFrame
        kind="Organization report"
        title={<>Organization {escapeName(snapshot.id)}</>}
        verdict={verdictSentence(audit)}
        summary={<Tiles audit={audit} />}
        facts={factsOf(report)}
        origin={audit.origin}
        sections={sectionsOf(report, anchorsOf(worstFirst(audit.findings)))}
        foot={
          <p>
            Created by diverst {report.version}. This page shows the weak points of the organization, so keep
            the page private. The page loads nothing and sends nothing.
          </p>
        }
      />
    ),
  });
}

/** In the order of the page: a part that there is nothing to say of is left out. */
function sectionsOf(report: OrganizationReport, anchors: Anchors): readonly PageSection[] {
  const { context, audit, costs, histories } = report;
  const { snapshot } = context;
  const protecting = protections(context);
  const access = accessOf(report);
  return [
    {
      id: 'organization',
      title: 'Organization',
      note: String(snapshot.accounts.length),
      content: (
        <OrganizationTreeView
          tree={organizationTree(snapshot, audit)}
          snapshot={snapshot}
          anchors={anchors}
        />
      ),
    },
    {
      id: 'findings',
      title: 'Findings',
      note: String(audit.findings.length),
      content: <Findings audit={audit} anchors={anchors} />,
    },
    {
      id: 'access',
      title: 'Who has access',
      note: accessNote(access),
      content: <AccessView access={access} audit={audit} anchors={anchors} />,
    },
    {
      id: 'protection',
      title: 'What protects every account',
      note: protectionsNote(protecting),
      content: <Protections protections={protecting} />,
    },
    ...(costs === null
      ? []
      : [{ id: 'costs', title: 'Costs', note: costsNote(costs), content: <Costs table={costs} /> }]),
    ...(histories === null
      ? []
      : [
          {
            id: 'changes',
            title: 'What changed in the last 7 days',
            content: <Histories histories={histories} />,
          },
        ]),
  ];
}

function factsOf({ audit, madeAt, context: { snapshot } }: OrganizationReport): readonly Fact[] {
  const { counts, origin } = audit;
  const closed = snapshot.accounts.filter(({ reading }) => reading.kind === 'closed').length;
  return [
    ['Created', <Time key="time" at={madeAt} />],
    [
      'Audited',
      [
        `${counts.audited} of ${counts.accounts} accounts`,
        ...(counts.notAudited > 0 ? [`${counts.notAudited} could not be read`] : []),
        ...(closed > 0 ? [`${closed} not active, so AWS refuses to read them`] : []),
      ].join('; '),
    ],
    ...(origin === undefined
      ? []
      : [
          [
            'Read by',
            <>
              <Code>{origin.caller}</Code>
              {origin.profile !== null && (
                <>
                  , profile <Code>{origin.profile}</Code>
                </>
              )}
            </>,
          ] as const,
        ]),
  ];
}
