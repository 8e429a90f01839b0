import * as v from 'valibot';
import { type AccountKind, roleNameProblem, withArticle } from '../model/account-kind.ts';
import { type CiRoleStructure, subjectProblem } from '../model/ci.ts';
import { managedPolicy, maxSession, text } from './values.ts';

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
const issuerAllowed =
  'the address of an identity provider, such as https://token.actions.githubusercontent.com: https, no port, no / at the end';
const audienceAllowed =
  'an audience of 1 to 255 characters such as sts.amazonaws.com, without * ? $ and spaces';

/** One role that a CI system assumes in each account of a kind. */
function ciRole(kind: AccountKind) {
  const { placeholder, noun } = kind;
  const subject = `repo:company/infra:environment:${placeholder}`;
  return v.strictObject({
    issuer: v.optional(
      v.pipe(
        text(issuerAllowed, /^https:\/\/(?=.{1,247}$)[a-z0-9-]+(\.[a-z0-9-]+)+(\/[\w.~-]+)*$/),
        v.title('Issuer'),
        v.description('Address of the identity provider whose tokens the role accepts.'),
      ),
      'https://token.actions.githubusercontent.com',
    ),
    audience: v.optional(
      v.pipe(
        text(audienceAllowed, /^[!#%-)+->@-~]{1,255}$/),
        v.title('Audience'),
        v.description('The audience (aud) that a token must name.'),
      ),
      'sts.amazonaws.com',
    ),
    subject: v.pipe(
      v.string(`the subject of a token, such as ${subject}`),
      v.check(
        (template) => subjectProblem(template, placeholder) === null,
        (issue) =>
          `the subject of a token, such as ${subject} (this one ${subjectProblem(issue.input, placeholder) ?? ''})`,
      ),
      v.title('Subject'),
      v.description(
        `The exact subject (sub) that a token must have; ${placeholder} stands for the ${noun}'s name.`,
      ),
    ),
    role: v.optional(
      v.pipe(
        v.string(`a role name with ${placeholder} in it`),
        v.check(
          (template) => roleNameProblem(template, kind) === null,
          (issue) =>
            `a role name with ${placeholder} in it, such as ${placeholder}-ci (this one ${roleNameProblem(issue.input, kind) ?? ''})`,
        ),
        v.includes(placeholder),
        v.title('Role name'),
        v.description(
          `Name of the role in ${withArticle(kind)}'s account; ${placeholder} stands for its name.`,
        ),
      ),
      `${placeholder}-ci`,
    ),
    managedPolicies: v.pipe(
      v.array(managedPolicy, 'a list of AWS managed policies'),
      v.minLength(1, 'at least one AWS managed policy'),
      v.checkItems((item, index, all) => all.indexOf(item) === index, 'each policy once'),
      v.metadata({ uniqueItems: true }),
      v.title('Managed policies'),
      v.description('AWS managed policies of the role, by name or ARN.'),
    ),
    maxSession: v.optional(
      v.pipe(
        maxSession,
        v.title('Maximum session duration'),
        v.description(
          'Maximum session duration of the role: 3600 to 43200 seconds, or a duration such as 4h.',
        ),
      ),
      3_600,
    ),
  });
}

/** The roles that CI systems assume: one, or a list of them. */
export function ciSection(kind: AccountKind) {
  return v.optional(
    v.pipe(
      v.union([ciRole(kind), v.array(ciRole(kind))], 'settings of a role, or a list of them'),
      v.title('CI roles'),
      v.description(
        `Roles in ${withArticle(kind)}'s account that a CI system assumes with its own tokens (OIDC): one, or a list.`,
      ),
    ),
    [],
  );
}

/** The roles of a section, which one role may stand for. */
export function ciRoles(ci: CiRoleStructure | readonly CiRoleStructure[]): readonly CiRoleStructure[] {
  return 'role' in ci ? [ci] : ci;
}
