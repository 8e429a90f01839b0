import * as v from 'valibot';
import { defaultStructure } from '../model/structure.ts';

const { people } = defaultStructure;

const daysAllowed = 'a whole number of days from 1 to 3650';
const days = v.pipe(
  v.number(daysAllowed),
  v.integer(daysAllowed),
  v.minValue(1, daysAllowed),
  v.maxValue(3_650, daysAllowed),
);

/** The IAM users of Ops; `false`: they are none of this program's business. */
export const peopleSection = v.pipe(
  v.union(
    [
      v.literal(false),
      v.strictObject({
        accessKeys: v.optional(
          v.pipe(
            v.boolean('true or false'),
            v.title('Own access keys'),
            v.description(
              'Whether people are allowed to create access keys of their own. Without access keys, people sign in with `aws login`.',
            ),
          ),
          people?.accessKeys ?? false,
        ),
        maxKeyAge: v.optional(
          v.pipe(
            days,
            v.title('Maximum age of access keys'),
            v.description('Days after which the audit reports an active access key.'),
          ),
          people?.maxKeyAge ?? 90,
        ),
        unusedAfter: v.optional(
          v.pipe(
            days,
            v.title('Unused after'),
            v.description(
              'Days without a sign-in and without a signed request, after which the audit reports a user.',
            ),
          ),
          people?.unusedAfter ?? 90,
        ),
      }),
    ],
    'settings of people, or false',
  ),
  v.title('People'),
  v.description(
    'The IAM users of the Ops account. If false, people sign in another way, and diverst does not read users.',
  ),
);
