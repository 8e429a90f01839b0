import * as v from 'valibot';
import { canMeet } from '../model/account-kind.ts';
import { judgeNamedRole, type NamedRole } from '../model/named-role.ts';
import { defaultStructure } from '../model/structure.ts';
import { clientSection, environmentSection } from './account-sections.ts';
import { auditSection } from './audit-section.ts';
import { organizationSection } from './organization-section.ts';
import { itemsOf } from './path-item.ts';
import { profileName, region, roleArnAllowed } from './values.ts';

const profilesSection = v.pipe(
  v.strictObject({
    management: v.optional(
      v.pipe(
        v.nullable(profileName),
        v.title('Management profile'),
        v.description(
          'AWS profile with credentials of the management account, for org and client init commands.',
        ),
      ),
      null,
    ),
    ops: v.optional(
      v.pipe(
        v.nullable(profileName),
        v.title('Ops profile'),
        v.description("AWS profile with the credentials of one's user in the Ops account, for daily work."),
      ),
      null,
    ),
  }),
  v.title('AWS profiles'),
  v.description(
    'Which AWS profile commands use by themselves; --profile overrides it. Credentials stay in AWS files.',
  ),
);

/** What `diverst.config.{yaml,yml,json}` may hold; parsing `{}` gives the defaults. */
export const configSchema = v.pipe(
  v.strictObject({
    $schema: v.optional(
      v.pipe(
        v.string('the address of a JSON Schema'),
        v.title('JSON Schema'),
        v.description('Read by editors only.'),
      ),
    ),
    profiles: v.optional(profilesSection, {}),
    region: v.optional(
      v.pipe(
        v.nullable(region),
        v.title('Region'),
        v.description('AWS region that requests are sent from; --region overrides it.'),
      ),
      null,
    ),
    organization: v.optional(organizationSection, {}),
    client: v.optional(clientSection, {}),
    environment: v.optional(environmentSection),
    audit: v.optional(auditSection, {}),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues) return;
    for (const { message, path } of contradictions(dataset.value)) {
      const items = itemsOf(dataset.value, path);
      addIssue({ message, input: items.at(-1)?.value, path: items });
    }
  }),
  v.title('diverst configuration'),
  v.description('Names, profiles and policies that diverst works with. Every key is optional.'),
);

/** What settings that are right by themselves say against each other. */
function* contradictions({
  organization,
  client,
  environment,
}: {
  readonly organization: v.InferOutput<typeof organizationSection>;
  readonly client: v.InferOutput<typeof clientSection>;
  readonly environment?: v.InferOutput<typeof environmentSection> | undefined;
}): Iterable<{ readonly message: string; readonly path: readonly [string, ...string[]] }> {
  const { kinds } = defaultStructure;
  const ofClients = { ...kinds.client, role: client.role };
  const ofEnvironments = environment && { ...kinds.environment, role: environment.role };
  const sections = [
    { kind: ofClients, roleArns: client.roleArns },
    ...(ofEnvironments ? [{ kind: ofEnvironments, roleArns: environment.roleArns }] : []),
  ];
  const configured = sections.map(({ kind }) => kind);
  for (const { kind, roleArns } of sections)
    for (const [name, arn] of Object.entries(roleArns)) {
      const role = judgeNamedRole({ kind, name }, arn, configured, organization.accessRole);
      if (role.kind === 'fit') continue;
      const message = `${roleArnAllowed(kinds[kind.noun])} (this one ${foundRole(role)})`;
      yield { message, path: [kind.noun, 'roleArns', name] };
    }
  if (environment === undefined || ofEnvironments === undefined) return;
  if (organization.environments !== null && environment.accounts !== null)
    yield {
      message: 'nothing beside environment.accounts, of which this is the short form',
      path: ['organization', 'environments'],
    };
  for (const name of [organization.opsAccount, ...Object.keys(client.roleArns)])
    if (environment.accounts?.includes(name))
      yield {
        message: `names of environments only (${name} is ${name === organization.opsAccount ? 'organization.opsAccount' : 'a client by client.roleArns'})`,
        path: ['environment', 'accounts'],
      };
  // Whom a group lets in must not depend on what else it grants.
  if (environment.group.toLowerCase() === organization.groups.production.toLowerCase())
    yield {
      message: 'another group than organization.groups.production, which is for clients',
      path: ['environment', 'group'],
    };
  if (canMeet(ofClients, ofEnvironments))
    yield {
      message: `a template whose names no client's role can have (client.role.name is ${client.role.name})`,
      path: ['environment', 'role', 'name'],
    };
}

function foundRole(role: Exclude<NamedRole, { readonly kind: 'fit' }>): string {
  switch (role.kind) {
    case 'no-role':
      return 'is none';
    case 'of-another':
      return `is of ${role.owner.kind.noun} ${role.owner.name}`;
    case 'access-role':
      return 'is the way in for emergencies';
  }
}

export type ConfigContent = v.InferOutput<typeof configSchema>;
