import * as v from 'valibot';
import { judgeNamedRole, type NamedRole } from '../model/named-role.ts';
import { auditSection } from './audit-section.ts';
import { clientSection } from './client-section.ts';
import { organizationSection } from './organization-section.ts';
import { pathItem } from './path-item.ts';
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
    audit: v.optional(auditSection, {}),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues) return;
    const { organization, client } = dataset.value;
    const names = { clientRole: client.role.name, accessRole: organization.accessRole };
    for (const [name, arn] of Object.entries(client.roleArns)) {
      const role = judgeNamedRole(name, arn, names);
      if (role.kind === 'fit') continue;
      addIssue({
        message: `${roleArnAllowed} (this one ${foundRole(role)})`,
        input: arn,
        path: [
          pathItem(dataset.value, 'client'),
          pathItem(client, 'roleArns'),
          pathItem(client.roleArns, name),
        ],
      });
    }
  }),
  v.title('diverst configuration'),
  v.description('Names, profiles and policies that diverst works with. Every key is optional.'),
);

function foundRole(role: Exclude<NamedRole, { readonly kind: 'fit' }>): string {
  switch (role.kind) {
    case 'no-role':
      return 'is none';
    case 'other-client':
      return `is of client ${role.client}`;
    case 'access-role':
      return 'is the way in for emergencies';
  }
}

export type ConfigContent = v.InferOutput<typeof configSchema>;
