/** Operations whose names say too little, in words that follow “cannot”. */
const attempts: Readonly<Record<string, string>> = {
  'ce:GetCostAndUsage': 'read the costs',
  'cloudtrail:AddTags': 'tag the trail',
  'cloudtrail:DescribeTrails': 'list the trails',
  'cloudtrail:LookupEvents': 'read the event history',
  'iam:EnableOrganizationsRootCredentialsManagement': 'enable central root access',
  'iam:EnableOrganizationsRootSessions': 'enable central root access',
  'iam:GetAccountAuthorizationDetails': 'read the users, groups, roles and policies of the account',
  'iam:ListOrganizationsFeatures': 'read whether central root access is enabled',
  'iam:UpdateAssumeRolePolicy': 'change the trust policy of the role',
  'organizations:DescribeCreateAccountStatus': 'read how far the creation of the account is',
  'organizations:DescribeOrganization': 'read the organization',
  'organizations:ListAccountsForParent': 'list the accounts of the OU',
  'organizations:ListAWSServiceAccessForOrganization': 'list the services with trusted access',
  'organizations:ListCreateAccountStatus': 'list the account creations',
  'organizations:ListOrganizationalUnitsForParent': 'list the OUs',
  'organizations:ListPoliciesForTarget': 'list the policies of the account or OU',
  'organizations:ListTargetsForPolicy': 'list what the policy is attached to',
  's3:ListAllMyBuckets': 'list the buckets',
  'sts:AssumeRoot': 'sign in to the account for its root user',
  'sts:GetCallerIdentity': 'find out which identity signs',
  'sts:GetSessionToken': 'open a session with the MFA code',
  'the search for a region': 'find a region',
  'the search for credentials': 'find your credentials',
  'the search for mfa_serial': 'read mfa_serial of your AWS profile',
};

/** What the first word of an operation is in plain words. */
const verbs: Readonly<Record<string, string>> = {
  Describe: 'read',
  Get: 'read',
  Lookup: 'read',
  Put: 'write',
  Set: 'change',
  Update: 'change',
};

/**
 * What a call was for, in words that follow “cannot”: `create the role`.
 * @param action as IAM names it: `iam:CreateRole`; anything else that was waited for, in words: `the search for a region`
 */
export function attemptOf(action: string): string {
  const known = attempts[action];
  if (known !== undefined) return known;
  if (!isCall(action)) return `finish ${action}`;
  const [, operation = action] = action.split(':');
  // OpenIDConnect and MFADevice: capitals that belong together stay so.
  const [verb = '', ...words] = operation.match(/[A-Z]{2,}(?=[A-Z][a-z]|$)|[A-Z][a-z]+/g) ?? [operation];
  const noun = words.map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ');
  return [verbs[verb] ?? verb.toLowerCase(), 'the', noun].join(' ').trimEnd();
}

/** Whether an action is a call to AWS, and not other work that failed. */
export function isCall(action: string): boolean {
  return action.includes(':');
}
