import * as v from 'valibot';
import {
  type AccountKind,
  type AccountNoun,
  canMeet,
  canMeetInOne,
  type NameTemplate,
  nameByTemplate,
  roleTemplate,
  withArticle,
} from '../model/account-kind.ts';
import { issuerName } from '../model/ci.ts';
import { judgeNamedRole, type NamedRole } from '../model/named-role.ts';
import { defaultStructure } from '../model/structure.ts';
import { clientSection, environmentSection } from './account-sections.ts';
import { auditSection } from './audit-section.ts';
import { ciRoles } from './ci-section.ts';
import { costsSection } from './costs-section.ts';
import { guardrailsSection } from './guardrails-section.ts';
import { organizationSection } from './organization-section.ts';
import { itemsOf } from './path-item.ts';
import { peopleSection } from './people-section.ts';
import { formatKeyPath } from './problem.ts';
import { trailSection } from './trail-section.ts';
import { profileName, region, roleArnAllowed } from './values.ts';

const profilesSection = v.pipe(
  v.strictObject({
    management: v.optional(
      v.pipe(
        v.nullable(profileName),
        v.title('Management profile'),
        v.description(
          'AWS profile with credentials of the management account, for client init and the commands of org.',
        ),
      ),
      null,
    ),
    ops: v.optional(
      v.pipe(
        v.nullable(profileName),
        v.title('Ops profile'),
        v.description('AWS profile with the credentials of your user in the Ops account, for daily work.'),
      ),
      null,
    ),
  }),
  v.title('AWS profiles'),
  v.description(
    'The AWS profiles that commands use by default; --profile overrides them. Credentials stay in AWS files.',
  ),
);

/** What `diverst.config.{yaml,yml,json}` may hold; parsing `{}` gives the defaults. */
export const configSchema = v.pipe(
  v.strictObject({
    $schema: v.optional(
      v.pipe(
        v.string('the address of a JSON Schema'),
        v.title('JSON Schema'),
        v.description('Only editors read this key.'),
      ),
    ),
    profiles: v.optional(profilesSection, {}),
    region: v.optional(
      v.pipe(
        v.nullable(region),
        v.title('Region'),
        v.description('AWS region to which requests are sent; --region overrides it.'),
      ),
      null,
    ),
    organization: v.optional(organizationSection, {}),
    client: v.optional(clientSection, {}),
    environment: v.optional(environmentSection),
    people: v.optional(peopleSection, {}),
    trail: v.optional(trailSection, {}),
    guardrails: v.optional(guardrailsSection, {}),
    audit: v.optional(auditSection, {}),
    costs: v.optional(costsSection, {}),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues) return;
    for (const { message, path } of contradictions(dataset.value)) {
      const items = itemsOf(dataset.value, path);
      addIssue({ message, input: items.at(-1)?.value, path: items });
    }
  }),
  v.title('diverst configuration'),
  v.description('Names, profiles and policies that diverst uses. Every key is optional.'),
);

type Sections = {
  readonly organization: v.InferOutput<typeof organizationSection>;
  readonly client: v.InferOutput<typeof clientSection>;
  readonly environment?: v.InferOutput<typeof environmentSection> | undefined;
  readonly guardrails: v.InferOutput<typeof guardrailsSection>;
};

interface Contradiction {
  readonly message: string;
  readonly path: readonly [string, ...(string | number)[]];
}

/** What settings that are right by themselves say against each other. */
function* contradictions(sections: Sections): Iterable<Contradiction> {
  const { organization, client, environment } = sections;
  const { kinds } = defaultStructure;
  const configured: readonly AccountKind[] = [
    { ...kinds.client, ...client, ci: ciRoles(client.ci), group: organization.groups.production },
    ...(environment
      ? [
          {
            ...kinds.environment,
            ...environment,
            ci: ciRoles(environment.ci),
            names: environment.accounts ?? [],
          },
        ]
      : []),
  ];
  for (const kind of configured)
    for (const [name, arn] of Object.entries(kind.roleArns)) {
      const role = judgeNamedRole({ kind, name }, arn, configured, organization.accessRole);
      if (role.kind === 'fit') continue;
      const message = `${roleArnAllowed(kinds[kind.noun])} (this one ${foundRole(role)})`;
      yield { message, path: [kind.noun, 'roleArns', name] };
    }
  if (environment?.accounts && organization.environments !== null)
    yield {
      message: 'no value if environment.accounts is set, because this is its short form',
      path: ['organization', 'environments'],
    };
  for (const { group, groupKey, noun } of configured)
    if (group.toLowerCase() === organization.groups.people.toLowerCase())
      yield {
        message: `another group than ${groupKey}, which is for ${noun}s`,
        path: ['organization', 'groups', 'people'],
      };
  yield* ofCi(configured, sections);
  for (const [index, kind] of configured.entries()) {
    const ops = organization.opsAccount.toLowerCase();
    if (kind.names?.includes(ops)) yield notOf(kind, ops, 'organization.opsAccount');
    const { accessRole } = organization;
    yield* ofAccessRole(kind.noun, roleTemplate(kind), accessRole, [kind.noun, 'role', 'name']);
    for (const other of configured.slice(0, index)) yield* meetings(kind, other);
  }
}

/** Where a kind has what is another's. Whom a group lets in must not depend on what else it grants. */
function* meetings(kind: AccountKind, other: AccountKind): Iterable<Contradiction> {
  const { noun } = kind;
  for (const name of Object.keys(other.roleArns))
    if (kind.names?.includes(name))
      yield notOf(kind, name, `${withArticle(other)} by ${other.noun}.roleArns`);
  if (kind.group.toLowerCase() === other.group.toLowerCase())
    yield {
      message: `another group than ${other.groupKey}, which is for ${other.noun}s`,
      path: [noun, 'group'],
    };
  if (canMeet(roleTemplate(kind), roleTemplate(other)))
    yield {
      message: `a template whose names no ${other.noun}'s role can have (${other.noun}.role.name is ${other.role.name})`,
      path: [noun, 'role', 'name'],
    };
}

/**
 * CI roles whose names meet those of other roles: whose a role is, is told by its name, and the access role of an account
 * that is taken for one would let nobody in any more. And issuers that a guardrail keeps out.
 */
function* ofCi(
  kinds: readonly AccountKind[],
  { guardrails, organization, ...sections }: Sections,
): Iterable<Contradiction> {
  const issuers = guardrails === false ? null : guardrails.issuers;
  const ofPeople = kinds.map((kind) => ({ name: roleTemplate(kind), key: `${kind.noun}.role.name` }));
  for (const { noun, placeholder, ci } of kinds) {
    // Those of another kind are in other accounts, and nothing is told by the names of any.
    const before: { readonly name: NameTemplate; readonly key: string }[] = [];
    for (const [index, { role, issuer }] of ci.entries()) {
      const place: Contradiction['path'] = Array.isArray(sections[noun]?.ci)
        ? [noun, 'ci', index]
        : [noun, 'ci'];
      const name = { template: role, placeholder };
      const other =
        ofPeople.find((one) => canMeet(one.name, name)) ?? before.find((one) => canMeetInOne(one.name, name));
      if (other !== undefined)
        yield {
          message: `a template whose names no other role can have (${other.key} is ${other.name.template})`,
          path: [...place, 'role'],
        };
      before.push({ name, key: `${formatKeyPath(place)}.role` });
      yield* ofAccessRole(noun, name, organization.accessRole, [...place, 'role']);
      if (issuers !== null && !issuers.includes(issuerName(issuer)))
        yield {
          message: `an issuer that guardrails.issuers names (it lacks ${issuerName(issuer)})`,
          path: [...place, 'issuer'],
        };
    }
  }
}

/**
 * A repair would replace the trust policy of the role that it comes in by, and lock itself out. In another case a role is
 * none of the account's: it is told as misnamed, and left alone.
 */
function* ofAccessRole(
  noun: AccountNoun,
  template: NameTemplate,
  accessRole: string,
  path: Contradiction['path'],
): Iterable<Contradiction> {
  const namesake = nameByTemplate(template, accessRole);
  if (namesake !== null)
    yield {
      message: `a template that does not give ${accessRole}, which is organization.accessRole (it does for a ${noun} ${namesake})`,
      path,
    };
}

function notOf({ noun }: AccountKind, name: string, what: string): Contradiction {
  return { message: `names of ${noun}s only (${name} is ${what})`, path: [noun, 'accounts'] };
}

function foundRole(role: Exclude<NamedRole, { readonly kind: 'fit' }>): string {
  switch (role.kind) {
    case 'no-role':
      return 'is none';
    case 'of-another':
      return `is of ${role.owner.kind.noun} ${role.owner.name}`;
    case 'access-role':
      return 'is the access path for emergencies';
  }
}

export type ConfigContent = v.InferOutput<typeof configSchema>;
