import type { OrganizationReport } from '../../report/organization-report.ts';
import { type PageHashes, pageDocument } from './document.tsx';

/** The organization as one page, for people who would rather look than read. */
export function organizationPage(report: OrganizationReport, hashes: PageHashes): string {
  const { snapshot } = report;
  return pageDocument({
    title: `Organization ${snapshot.id}`,
    hashes,
    children: (
      <main>
        <h1>Organization {snapshot.id}</h1>
        <ul>
          {snapshot.accounts.map(({ id, name }) => (
            <li key={id}>
              {name} {id}
            </li>
          ))}
        </ul>
      </main>
    ),
  });
}
