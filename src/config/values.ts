import * as v from 'valibot';
import { type AccountKind, withArticle } from '../model/account-kind.ts';
import { NAME_PATTERN, nameRule } from '../model/account-name.ts';
import { ROLE_ARN_PATTERN } from '../model/arn.ts';
import { profileNamePattern } from '../model/aws-file.ts';
import { parseDuration } from '../model/duration.ts';
import { LABEL_KEY, LABEL_VALUE } from '../model/labels.ts';
import { regionPattern } from '../model/region.ts';

// Each message says what is allowed: the reader of the file puts before it what was found and where.

/** The message is the whole of what is allowed. */
export function text(allowed: string, pattern: RegExp) {
  return v.pipe(v.string(allowed), v.regex(pattern, allowed));
}

/** A text with a placeholder in it. The message adds to `allowed` which rule a text breaks. */
export function templateText(
  placeholder: string,
  allowed: string,
  problemOf: (text: string) => string | null,
) {
  return v.pipe(
    v.string(allowed),
    v.check(
      (text) => problemOf(text) === null,
      (issue) => `${allowed} (this one ${problemOf(issue.input) ?? ''})`,
    ),
    // Says no more than the check above, but an editor can read it from the schema.
    v.includes(placeholder, allowed),
  );
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html */
export const unitName = text(
  'a name of 1 to 128 characters, no control characters',
  /^(?=.*\S)[^\u0000-\u001f\u007f-\u009f]{1,128}$/,
);

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html */
export const accountName = text(
  'a name of 1 to 50 characters of printable ASCII',
  /^(?=.*[!-~])[ -~]{1,50}$/,
);

/** Names of accounts, each once. */
export function listOfNames(name: ReturnType<typeof text>) {
  return v.pipe(
    v.array(name, 'a list of account names'),
    v.checkItems((item, index, all) => all.indexOf(item) === index, 'each name once'),
    v.metadata({ uniqueItems: true }),
  );
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html */
export const groupName = text('1 to 128 letters, digits and _+=,.@-', /^[\w+=,.@-]{1,128}$/);

export const profileName = text(
  'the name of an AWS profile, without brackets and control characters',
  profileNamePattern,
);

export const region = text('an AWS region such as eu-central-1', regionPattern);

// A role takes AWS's own policies and those of its account; of the latter none can be named for every client at once.
export const managedPolicy = text(
  'an AWS managed policy, by name (AdministratorAccess, job-function/Billing) or by ARN (arn:aws:iam::aws:policy/…)',
  /^(arn:aws[a-z-]*:iam::aws:policy\/)?([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
);

const sessionAllowed = 'whole seconds from 3600 to 43200, or a duration from 1h to 12h such as 4h';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html#IAM-CreateRole-request-MaxSessionDuration */
export const maxSession = v.union(
  [
    v.pipe(
      v.number(sessionAllowed),
      v.integer(sessionAllowed),
      v.minValue(3600, sessionAllowed),
      v.maxValue(43_200, sessionAllowed),
    ),
    v.pipe(
      text(sessionAllowed, /^(\d+|(?=\d)(\d+h)?(\d+m)?(\d+s)?)$/),
      v.rawTransform(({ dataset, addIssue, NEVER }) => {
        const duration = parseDuration(dataset.value);
        if (duration.ok && duration.seconds >= 3600 && duration.seconds <= 43_200) return duration.seconds;
        addIssue({ message: sessionAllowed });
        return NEVER;
      }),
    ),
  ],
  sessionAllowed,
);

/** The characters that tags of IAM take. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const tagKeyAllowed =
  'tag keys of 1 to 128 letters, digits, spaces and _.:/=+-@ that do not begin with aws: or diverst:';
const tagValueAllowed = 'text of at most 256 letters, digits, spaces and _.:/=+-@';

export const tags = v.pipe(
  v.record(
    v.pipe(
      v.string(tagKeyAllowed),
      v.minLength(1, tagKeyAllowed),
      v.maxLength(128, tagKeyAllowed),
      v.check((key) => TAG_CHARACTERS.test(key) && !/^(aws|diverst):/i.test(key), tagKeyAllowed),
    ),
    v.pipe(
      v.string(tagValueAllowed),
      v.maxLength(256, tagValueAllowed),
      v.check((value) => TAG_CHARACTERS.test(value), tagValueAllowed),
    ),
  ),
  // IAM takes 50 on a role, of which two are the tool's own.
  v.maxEntries(48, 'at most 48 tags'),
  v.check(
    (all) => new Set(Object.keys(all).map((key) => key.toLowerCase())).size === Object.keys(all).length,
    'tag keys that differ by more than case, which IAM ignores',
  ),
);

export function roleArnAllowed({ noun, role, placeholder }: AccountKind): string {
  const example = role.name.replace(placeholder, noun === 'client' ? 'acme' : 'staging');
  return `the ARN of the ${noun}'s role, such as arn:aws:iam::123456789012:role/${example}`;
}

/** The names that clients and environments can have. */
export function kindName(kind: AccountKind) {
  return text(nameRule(withArticle(kind)), NAME_PATTERN);
}

/** Roles by the name of their account. Whose role each is depends on other settings: the whole schema checks it. */
export function roleArns(kind: AccountKind) {
  return v.record(kindName(kind), text(roleArnAllowed(kind), ROLE_ARN_PATTERN));
}

const labelKeyAllowed = 'keys of labels: 1 to 63 letters, digits and _ . / -, with a letter or digit first';
const labelValueAllowed =
  'text of 1 to 128 characters, without spaces around it (write a number, true and false in quotes)';

/** Labels by the name of their account. */
export function labelsByName(kind: AccountKind) {
  return v.record(
    kindName(kind),
    v.record(
      text(labelKeyAllowed, new RegExp(`^${LABEL_KEY}$`)),
      text(labelValueAllowed, new RegExp(`^${LABEL_VALUE}$`)),
      'labels such as { tier: gold }',
    ),
  );
}
