import * as v from 'valibot';
import {
  type AccountKind,
  emailTemplateProblem,
  roleNameProblem,
  rolePathProblem,
  withArticle,
} from '../model/account-kind.ts';
import { defaultStructure } from '../model/structure.ts';
import { ciSection } from './ci-section.ts';
import { pathItem } from './path-item.ts';
import {
  groupName,
  kindName,
  labelsByName,
  listOfNames,
  managedPolicy,
  maxSession,
  roleArns,
  tags,
  templateText,
  text,
} from './values.ts';

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
            `Name of the role in ${withArticle(kind)}'s account; ${placeholder} stands for the ${noun}'s name.`,
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
          v.description('AWS managed policies of the role, by name or ARN.'),
        ),
        [...role.managedPolicies],
      ),
      maxSession: v.optional(
        v.pipe(
          maxSession,
          v.title('Maximum session duration'),
          v.description(
            'Maximum session duration of the role: 3600 to 43200 seconds, or a duration such as 4h.',
          ),
        ),
        role.maxSession,
      ),
      requireMfa: v.optional(
        v.pipe(
          v.boolean('true or false'),
          v.title('Require MFA'),
          v.description('Whether a person must sign in with MFA to assume the role.'),
        ),
        role.requireMfa,
      ),
      requireSourceIdentity: v.optional(
        v.pipe(
          v.boolean('true or false'),
          v.title('Require source identity'),
          v.description(
            'Whether a session must have the name of the IAM user who opens the session as its source identity.',
          ),
        ),
        role.requireSourceIdentity,
      ),
      permissionsBoundary: v.optional(
        v.pipe(
          v.nullable(managedPolicy),
          v.title('Permissions boundary'),
          v.description('AWS managed policy that is the permissions boundary of the role, by name or ARN.'),
        ),
        role.permissionsBoundary,
      ),
      tags: v.optional(
        v.pipe(
          tags,
          v.title('Tags'),
          v.description('Tags of the role, in addition to the tags that diverst sets.'),
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
        message: `64 characters for path and name together (${problem})`,
        input: dataset.value[key],
        path: [pathItem(dataset.value, key)],
      });
    }),
    v.title('Role'),
    v.description(`The IAM role in ${withArticle(kind)}'s account that people in Ops assume.`),
  );
}

/** The template of addresses of a kind. */
function emailTemplate(kind: AccountKind) {
  const { email, placeholder, noun } = kind;
  return v.optional(
    v.pipe(
      v.nullable(
        templateText(
          placeholder,
          `an email address with ${placeholder} in it, such as aws+${placeholder}@example.com`,
          (template) => emailTemplateProblem(template, placeholder),
        ),
      ),
      v.title('Email template'),
      v.description(
        `Email address of ${withArticle(kind)}'s account; ${placeholder} stands for the ${noun}'s name.`,
      ),
    ),
    email,
  );
}

/** Roles named one by one. */
function roleArnsSection(kind: AccountKind) {
  return v.optional(
    v.pipe(
      roleArns(kind),
      v.title('Role ARNs'),
      v.description(
        `Roles by ${kind.noun}, used without reading grants: for people who are not allowed to read their groups in Ops.`,
      ),
    ),
    {},
  );
}

/** Labels of accounts, by which several are chosen at once. */
function labelsSection(kind: AccountKind) {
  return v.optional(
    v.pipe(
      labelsByName(kind),
      v.title('Labels'),
      v.description(`Labels by ${kind.noun}, such as { tier: gold }. --label selects ${kind.noun}s by them.`),
    ),
    {},
  );
}

const { client, environment } = defaultStructure.kinds;

export const clientSection = v.pipe(
  v.strictObject({
    email: emailTemplate(client),
    role: v.optional(roleSection(client), {}),
    ci: ciSection(client),
    roleArns: roleArnsSection(client),
    labels: labelsSection(client),
  }),
  v.title('Client'),
  v.description('Settings for the account of each client.'),
);

/** A section that is there, empty or not, wants the group of environments and their roles. */
export const environmentSection = v.pipe(
  v.strictObject({
    accounts: v.optional(
      v.pipe(
        v.nullable(listOfNames(kindName(environment))),
        v.title('Environment accounts'),
        v.description('Names of the environments, whose accounts are directly in the environments unit.'),
      ),
      null,
    ),
    email: emailTemplate(environment),
    group: v.optional(
      v.pipe(
        groupName,
        v.title('Environments group'),
        v.description(
          "IAM group of the Ops account whose members are allowed to assume environments' roles.",
        ),
      ),
      environment.group,
    ),
    role: v.optional(roleSection(environment), {}),
    ci: ciSection(environment),
    roleArns: roleArnsSection(environment),
    labels: labelsSection(environment),
  }),
  v.title('Environment'),
  v.description(
    'Accounts in addition to the clients (staging, development, tools): their names and their settings.',
  ),
);
