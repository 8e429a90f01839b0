import * as v from 'valibot';
import { checkEmail } from '../model/email.ts';
import { defaultStructure } from '../model/structure.ts';
import { pathItem } from './path-item.ts';
import { accountName, groupName, listOfNames, managedPolicy, text, unitName } from './values.ts';

const emailAllowed = 'an email address of 6 to 64 characters that AWS accepts';
const quotaAllowed = 'a whole number from 1 to 1000000';

const servicesAllowed = 'a list of services, each by its principal such as guardduty.amazonaws.com';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html */
const servicePrincipal = text(servicesAllowed, /^[a-z0-9.-]+\.amazonaws\.com$/);

const { units, groups, kinds, people } = defaultStructure;

const unitsSection = v.pipe(
  v.strictObject({
    users: v.optional(
      v.pipe(
        unitName,
        v.title('Users unit'),
        v.description('Unit in the root that contains the Ops account.'),
      ),
      units.users,
    ),
    environments: v.optional(
      v.pipe(
        unitName,
        v.title('Environments unit'),
        v.description('Unit in the root that contains environment accounts and the production unit.'),
      ),
      units.environments,
    ),
    production: v.optional(
      v.pipe(
        unitName,
        v.title('Production unit'),
        v.description("Unit in the environments unit that contains the clients' accounts."),
      ),
      units.production,
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues || dataset.value.users !== dataset.value.environments) return;
    // Organizations answers DuplicateOrganizationalUnitException for siblings of one name.
    const key = dataset.value.environments === units.environments ? 'users' : 'environments';
    addIssue({
      message: 'different names for users and environments, because both OUs are in the root',
      input: dataset.value[key],
      path: [pathItem(dataset.value, key)],
    });
  }),
  v.title('Organizational units'),
  v.description('Names of the organizational units.'),
);

export const organizationSection = v.pipe(
  v.strictObject({
    units: v.optional(unitsSection, {}),
    opsAccount: v.optional(
      v.pipe(
        accountName,
        v.title('Ops account'),
        v.description("Name of the account with every person's IAM user."),
      ),
      defaultStructure.opsAccount,
    ),
    opsEmail: v.optional(
      v.pipe(
        v.nullable(
          v.pipe(
            v.string(emailAllowed),
            v.check((text) => checkEmail(text).ok, emailAllowed),
          ),
        ),
        v.title('Ops email'),
        v.description('Email address with which org init creates the Ops account.'),
      ),
      defaultStructure.opsEmail,
    ),
    environments: v.optional(
      v.pipe(
        v.nullable(listOfNames(accountName)),
        v.title('Environment accounts'),
        v.description(
          'Short form of environment.accounts: names of accounts that must be directly in the environments unit.',
        ),
      ),
      null,
    ),
    accountQuota: v.optional(
      v.pipe(
        v.nullable(
          v.pipe(
            v.number(quotaAllowed),
            v.integer(quotaAllowed),
            v.minValue(1, quotaAllowed),
            v.maxValue(1_000_000, quotaAllowed),
          ),
        ),
        v.title('Account quota'),
        v.description(
          'The organization’s quota of accounts: Service Quotas, AWS Organizations, "Default maximum number of accounts".',
        ),
      ),
      defaultStructure.accountQuota,
    ),
    adminPolicies: v.optional(
      v.pipe(
        v.array(managedPolicy, 'a list of AWS managed policies'),
        v.checkItems((item, index, all) => all.indexOf(item) === index, 'each policy once'),
        v.metadata({ uniqueItems: true }),
        v.title('Admin policies'),
        v.description("AWS managed policies of the admins' group, by name or ARN."),
      ),
      [...defaultStructure.adminPolicies],
    ),
    accessRole: v.optional(
      v.pipe(
        text('1 to 64 letters, digits and _+=,.@-', /^[\w+=,.@-]{1,64}$/),
        v.title('Access role'),
        v.description('Name of the role that AWS creates in each new account for the management account.'),
      ),
      defaultStructure.accessRole,
    ),
    centralRootAccess: v.optional(
      v.pipe(
        v.boolean('true or false'),
        v.title('Central root access'),
        v.description(
          'Whether IAM manages the credentials of member accounts’ root users centrally. New accounts then have no such credentials.',
        ),
      ),
      defaultStructure.centralRootAccess,
    ),
    delegatedAdministrators: v.optional(
      v.pipe(
        v.record(
          accountName,
          v.pipe(v.array(servicePrincipal, servicesAllowed), v.minLength(1, servicesAllowed)),
        ),
        v.title('Delegated administrators'),
        v.description(
          'Accounts, by name or ID, that are allowed to administer AWS services for the organization, each with the principals of these services.',
        ),
      ),
      {},
    ),
    groups: v.optional(
      v.pipe(
        v.strictObject({
          admin: v.optional(
            v.pipe(
              groupName,
              v.title('Admin group'),
              v.description('IAM group of the management account whose members run the organization.'),
            ),
            groups.admin,
          ),
          production: v.optional(
            v.pipe(
              groupName,
              v.title('Production group'),
              v.description(
                "IAM group of the Ops account whose members are allowed to assume clients' roles.",
              ),
            ),
            kinds.client.group,
          ),
          people: v.optional(
            v.pipe(
              groupName,
              v.title('People group'),
              v.description(
                'IAM group of the Ops account that every person is in. It allows each person to change their own password, to manage their own MFA device, and to use aws login.',
              ),
            ),
            people?.group ?? 'people',
          ),
        }),
        v.title('IAM groups'),
        v.description('Names of the IAM groups.'),
      ),
      {},
    ),
  }),
  v.title('Organization'),
  v.description('Names in the organization.'),
);
