import { historyDays } from '../../../history/period.ts';
import type { AccountReport } from '../../../report/account-report.ts';

/** The limits of the page. */
export function LimitsView({ report }: { report: AccountReport }) {
  return (
    <ul class="prose">
      {limitsOf(report).map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function limitsOf({ history, fixed }: AccountReport): readonly string[] {
  return [
    'The page shows one moment: what was changed and changed back before is in the records only.',
    'diverst looks at who can get in, and not at what runs in the account: data, networks and services are not checked.',
    'diverst does not look for users and roles of the management account, beside its group of admins, that can assume the access role.',
    'diverst does not read what AWS services with trusted access have done.',
    ...(history === null
      ? ['The event history was not read: who came in and what changed is not on this page.']
      : history.kind === 'read'
        ? [
            `The event history goes back ${historyDays} days, and was read in ${history.regions.join(', ')} only.`,
            'The event history does not show reads of data, such as S3 objects, or what happened in the last minutes.',
          ]
        : []),
    ...(fixed === null ? ['No earlier audit was given, so the page does not say what was fixed.'] : []),
  ];
}
