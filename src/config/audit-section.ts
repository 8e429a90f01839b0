import * as v from 'valibot';
import { checkIds } from '../model/checks.ts';
import { text } from './values.ts';

const dayAllowed = 'a day such as 2027-03-31';

export const auditSection = v.pipe(
  v.strictObject({
    ignore: v.optional(
      v.pipe(
        v.array(
          v.strictObject({
            check: v.pipe(
              v.picklist(checkIds, 'the ID of a check; diverst org checks lists the IDs'),
              v.title('Check'),
              v.description('ID of the check, as diverst org checks lists it.'),
            ),
            subject: v.pipe(
              text('the subject of a finding, or * for every finding of the check', /\S/),
              v.title('Subject'),
              v.description(
                'The part of the finding’s ID after the colon; * for every finding of the check.',
              ),
            ),
            reason: v.pipe(
              text('one line of at least 2 characters that says why', /\S.*\S/),
              v.title('Reason'),
              v.description('Why the finding is accepted.'),
            ),
            expires: v.pipe(
              v.string(dayAllowed),
              v.check(isDay, dayAllowed),
              v.title('Expiry'),
              v.description('The last day on which the finding is ignored, in UTC, such as 2027-03-31.'),
            ),
          }),
          'a list of ignores',
        ),
        v.title('Ignores'),
        v.description(
          'Known findings that org audit does not report, each with a reason and an expiry date.',
        ),
      ),
      [],
    ),
  }),
  v.title('Audit'),
  v.description('Findings that org audit does not report.'),
);

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
