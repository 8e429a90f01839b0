import type { OrganizationReport } from '../../report/organization-report.ts';
import { isoTime } from '../history/time.ts';
import { type PageHashes, pageDocument } from './document.tsx';
import { PageFrame, type PageSection } from './frame.tsx';
import { Code, Name } from './parts/name.tsx';

/** The organization as one page, for people who would rather look than read. */
export function organizationPage(report: OrganizationReport, hashes: PageHashes): string {
  const { snapshot, audit, madeAt, version } = report;
  const sections: readonly PageSection[] = [
    {
      id: 'organization',
      title: 'Organization',
      content: (
        <ul>
          {snapshot.accounts.map(({ id, name }) => (
            <li key={id}>
              <Name>{name}</Name> <Code>{id}</Code>
            </li>
          ))}
        </ul>
      ),
    },
  ];
  return pageDocument({
    title: `Organization ${snapshot.id}`,
    hashes,
    children: (
      <PageFrame
        kind="Organization report"
        title={<>Organization {snapshot.id}</>}
        verdict=""
        facts={[['Made', isoTime(madeAt)]]}
        origin={audit.origin}
        sections={sections}
        foot={<p>diverst {version}</p>}
      />
    ),
  });
}
