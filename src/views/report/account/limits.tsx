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
    'The page shows the state at one moment. If something was changed and changed back before, only the records show it.',
    'diverst checks who has access to the account. It does not check data, networks or services in the account.',
    'diverst checks the group of admins, but no other users or roles of the management account that can assume the access role.',
    'diverst does not check the actions of AWS services with trusted access.',
    ...(history === null
      ? [
          'diverst did not read the event history, so this page does not show who used the account and what changed.',
        ]
      : history.kind === 'read'
        ? [
            `The event history covers ${historyDays} days, and diverst read it only in ${history.regions.join(', ')}.`,
            'The event history does not show reads of data, such as S3 objects, or what happened in the last minutes.',
          ]
        : []),
    ...(fixed === null
      ? ['diverst had no earlier audit to compare with, so the page does not show what was fixed.']
      : []),
  ];
}
