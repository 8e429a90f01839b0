import * as v from 'valibot';
import {
  type AccountKind,
  emailTemplateProblem,
  roleNameProblem,
  rolePathProblem,
} from '../model/account-kind.ts';
import { defaultStructure } from '../model/structure.ts';
import { pathItem } from './path-item.ts';
import { managedPolicy, maxSession, roleArns, tags, templateText, text } from './values.ts';

/** The role that the accounts of a kind have. */
function roleSection(kind: AccountKind) {
  const { role, placeholder, noun } = kind;
  return v.pipe(
    v.strictObject({
      name: v.optional(
        v.pipe(
          templateText(
            placeholder,
            `a role name with ${placeholder} in it, such as ${role.name}`,
            (template) => roleNameProblem(template, kind),
          ),
          v.title('Role name'),
          v.description(
            `Name of the role in a ${noun}'s account; ${placeholder} stands for the ${noun}'s name.`,
          ),
        ),
        role.name,
      ),
      path: v.optional(
        v.pipe(
          text(`/ or a path such as /${noun}s/`, /^\/([!-.0-z|~]+\/)*$/),
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
      const problem = rolePathProblem(dataset.value.path, dataset.value.name, kind);
      if (problem === null) return;
      const key = dataset.value.path === role.path ? 'name' : 'path';
      addIssue({
        message: `64 characters of path and name together (${problem})`,
        input: dataset.value[key],
        path: [pathItem(dataset.value, key)],
      });
    }),
    v.title('Role'),
    v.description(`The IAM role in a ${noun}'s account that people in Ops assume.`),
  );
}

/** The template of addresses of a kind. */
function emailTemplate({ email, placeholder, noun }: AccountKind) {
  return v.optional(
    v.pipe(
      v.nullable(
        templateText(
          placeholder,
          `an e-mail address with ${placeholder} in it, such as aws+${placeholder}@example.com`,
          (template) => emailTemplateProblem(template, placeholder),
        ),
      ),
      v.title('E-mail template'),
      v.description(`E-mail address of a ${noun}'s account; ${placeholder} stands for the ${noun}'s name.`),
    ),
    email,
  );
}

export const clientSection = v.pipe(
  v.strictObject({
    email: emailTemplate(defaultStructure.client),
    role: v.optional(roleSection(defaultStructure.client), {}),
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
