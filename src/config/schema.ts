import * as v from 'valibot';
import { emailTemplateProblem } from '../model/email.ts';
import { judgeNamedRole, type NamedRole } from '../model/named-role.ts';
import { defaultStructure, roleNameProblem, rolePathProblem } from '../model/structure.ts';
import { auditSection } from './audit-section.ts';
import { organizationSection } from './organization-section.ts';
import { pathItem } from './path-item.ts';
import {
  managedPolicy,
  maxSession,
  profileName,
  region,
  roleArnAllowed,
  roleArns,
  tags,
  templateText,
  text,
} from './values.ts';

const { client } = defaultStructure;
const { role } = client;

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

const roleSection = v.pipe(
  v.strictObject({
    name: v.optional(
      v.pipe(
        templateText('a role name with {client} in it, such as {client}-production', roleNameProblem),
        v.title('Role name'),
        v.description("Name of the role in a client's account; {client} stands for the client's name."),
      ),
      role.name,
    ),
    path: v.optional(
      v.pipe(
        text('/ or a path such as /clients/', /^\/([!-.0-z|~]+\/)*$/),
        v.title('Role path'),
        v.description('IAM path of the role; path and name together have at most 64 characters.'),
      ),
      role.path,
    ),
    managedPolicies: v.optional(
      v.pipe(
        v.array(managedPolicy, 'a list of AWS managed policies'),
        v.checkItems((item, index, all) => all.indexOf(item) === index, 'each policy once'),
        v.metadata({ uniqueItems: true }),
        v.title('Managed policies'),
        v.description('AWS managed policies that the role has, by name or ARN.'),
      ),
      [...role.managedPolicies],
    ),
    maxSession: v.optional(
      v.pipe(
        maxSession,
        v.title('Longest session'),
        v.description('Longest session of the role: 3600 to 43200 seconds, or a duration such as 4h.'),
      ),
      role.maxSession,
    ),
    requireMfa: v.optional(
      v.pipe(
        v.boolean('true or false'),
        v.title('Require MFA'),
        v.description('Whether the role can only be assumed after signing in with a second factor.'),
      ),
      role.requireMfa,
    ),
    permissionsBoundary: v.optional(
      v.pipe(
        v.nullable(managedPolicy),
        v.title('Permissions boundary'),
        v.description("AWS managed policy that bounds the role's permissions, by name or ARN."),
      ),
      role.permissionsBoundary,
    ),
    tags: v.optional(
      v.pipe(
        tags,
        v.title('Tags'),
        v.description('Tags of the role, beside the ones that diverst sets itself.'),
      ),
      { ...role.tags },
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues) return;
    const problem = rolePathProblem(dataset.value.path, dataset.value.name);
    if (problem === null) return;
    const key = dataset.value.path === role.path ? 'name' : 'path';
    addIssue({
      message: `64 characters of path and name together (${problem})`,
      input: dataset.value[key],
      path: [pathItem(dataset.value, key)],
    });
  }),
  v.title('Role'),
  v.description("The IAM role in a client's account that people in Ops assume."),
);

const clientSection = v.pipe(
  v.strictObject({
    email: v.optional(
      v.pipe(
        v.nullable(
          templateText(
            'an e-mail address with {client} in it, such as aws+{client}@example.com',
            emailTemplateProblem,
          ),
        ),
        v.title('E-mail template'),
        v.description("E-mail address of a client's account; {client} stands for the client's name."),
      ),
      client.email,
    ),
    role: v.optional(roleSection, {}),
    roleArns: v.optional(
      v.pipe(
        roleArns,
        v.title('Role ARNs'),
        v.description(
          'Roles by client, used as they stand: for people who may not read what their groups grant in Ops.',
        ),
      ),
      {},
    ),
  }),
  v.title('Client'),
  v.description("What each client's account is made with."),
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
