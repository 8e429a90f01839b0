import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { Cast } from '../cast.ts';
import { ofBase, type Rewriting } from '../drift.ts';
import {
  accessRoleOf,
  adminsOf,
  documentOf,
  groupOf,
  type Json,
  letIn,
  putInline,
  putInlineText,
  rootOf,
  setGrant,
  setTrust,
  use,
} from '../edits.ts';
import { readAccess } from '../read-access.ts';

/** Conditions that every request meets, or that none does: what is known of requests says so. */

const tls: Json = { Bool: { 'aws:SecureTransport': 'true' } };
const plain: Json = { Bool: { 'aws:SecureTransport': 'false' } };
const everyAddress = ['0.0.0.0/0', '::/0'];

type Trust = (root: string, cast: Cast, organizationId: string) => readonly Json[];

/** The trust policy that lets in an account, `root`, in other words: of Ops, or of the management account. */
const boundTrusts: readonly (readonly [name: string, statements: Trust])[] = [
  ['only requests over TLS', (root) => [letIn(root, { Condition: tls })]],
  [
    'only requests over TLS, whether it says so or not',
    (root) => [letIn(root, { Condition: { BoolIfExists: { 'aws:SecureTransport': true } } })],
  ],
  ['a Deny of requests without TLS', (root) => [letIn(root), deny({ Condition: plain })]],
  [
    'a Deny of requests without TLS, of all that STS does',
    (root) => [letIn(root), deny({ Action: 'sts:*', Condition: plain })],
  ],
  [
    'only the organization',
    (root, _cast, id) => [letIn(root, { Condition: { StringEquals: { 'aws:PrincipalOrgID': id } } })],
  ],
  [
    'only the organization, in a list and as a pattern',
    (root, _cast, id) => [
      letIn(root, { Condition: { StringLike: { 'aws:PrincipalOrgId': ['o-elsewhere12', `${id}*`] } } }),
    ],
  ],
  [
    'a Deny of everybody outside the organization',
    (root, _cast, id) => [
      letIn(root),
      deny({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': id } } }),
    ],
  ],
  [
    'a Deny of everybody outside the organization but services',
    (root, _cast, id) => [
      letIn(root),
      deny({
        Condition: {
          StringNotEqualsIfExists: { 'aws:PrincipalOrgID': id },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    ],
  ],
  [
    'from every address',
    (root) => [letIn(root, { Condition: { IpAddressIfExists: { 'aws:SourceIp': everyAddress } } })],
  ],
  [
    'a Deny from no address',
    (root) => [
      letIn(root),
      deny({
        Condition: { NotIpAddress: { 'aws:SourceIp': everyAddress }, Null: { 'aws:SourceIp': 'false' } },
      }),
    ],
  ],
  [
    'since a day that is over',
    (root) => [
      letIn(root, { Condition: { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } }),
    ],
  ],
  [
    'until a day that is far off',
    (root) => [letIn(root, { Condition: { DateLessThan: { 'aws:CurrentTime': '2199-01-01' } } })],
  ],
  [
    'since a second that is over',
    (root) => [letIn(root, { Condition: { NumericGreaterThanEquals: { 'aws:EpochTime': '1577836800' } } })],
  ],
  [
    'until a second that is far off',
    (root) => [letIn(root, { Condition: { DateLessThanEquals: { 'aws:EpochTime': '7226582400' } } })],
  ],
  [
    'a Deny that is over',
    (root) => [
      letIn(root),
      deny({ Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00+02:00' } } }),
    ],
  ],
  [
    'a Deny that is yet to come',
    (root) => [
      letIn(root),
      deny({ Condition: { DateGreaterThan: { 'aws:CurrentTime': '2199-01-01T00:00:00Z' } } }),
    ],
  ],
  [
    'another account until a day that is over',
    (root, { other }) => [
      letIn(root),
      letIn(rootOf(other.accountId), {
        Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
      }),
    ],
  ],
  [
    '* of the account',
    (root) => [letIn('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': idOf(root) } } })],
  ],
  [
    '* in the other spelling of the account',
    (root) => [
      { ...letIn('*'), Principal: '*', Condition: { StringLike: { 'aws:principalaccount': [idOf(root)] } } },
    ],
  ],
  [
    '* of the ARNs of the account',
    (root) => [letIn('*', { Condition: { ArnLike: { 'aws:PrincipalArn': `${arnsOf(root)}:*` } } })],
  ],
  [
    '* of the users and roles of the account',
    (root) => [
      letIn('*', {
        Condition: {
          StringLike: { 'aws:PrincipalArn': [`${arnsOf(root)}:user/*`, `${arnsOf(root)}:role/*`] },
        },
      }),
    ],
  ],
  [
    '* and a Deny of other accounts',
    (root) => [letIn('*'), deny({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': idOf(root) } } })],
  ],
  [
    '* and a Deny of other ARNs',
    (root) => [letIn('*'), deny({ Condition: { ArnNotLike: { 'aws:PrincipalArn': `${arnsOf(root)}:*` } } })],
  ],
  [
    '* of the account and of the organization',
    (root, _cast, id) => [
      letIn('*', {
        Condition: { StringEquals: { 'aws:PrincipalAccount': idOf(root), 'aws:PrincipalOrgID': id } },
      }),
    ],
  ],
  [
    '* of the account beside the account',
    (root) => [
      letIn(root),
      letIn('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': idOf(root) } } }),
    ],
  ],
];

const boundTrust: readonly Rewriting[] = boundTrusts.flatMap(([name, statements]): readonly Rewriting[] => [
  {
    name: `trust: ${name}`,
    touches: 'client',
    apply: (state, cast) =>
      setTrust(state, cast.client, ...statements(rootOf(cast.ops), cast, organizationOf(state))),
  },
  {
    name: `access role: ${name}`,
    touches: 'client-access',
    apply(state, cast) {
      const document = documentOf(...statements(rootOf(cast.management), cast, organizationOf(state)));
      accessRoleOf(state, cast.client.accountId).trust = {
        document: document.replaceAll('"sts:SetSourceIdentity","sts:TagSession"', '"sts:AssumeRole"'),
        effectiveAt: 0,
      };
    },
  },
]);

const boundGrants: readonly Rewriting[] = [
  grant('only over TLS', (cast) => [use(cast.client.roleArn, { Condition: tls })]),
  grant('a Deny without TLS', (cast) => [
    use(cast.client.roleArn),
    {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } },
    },
  ]),
  grant('only in the organization', (cast, id) => [
    use(cast.client.roleArn, { Condition: { StringEquals: { 'aws:PrincipalOrgID': id } } }),
  ]),
  grant('only of the account that the group is in', (cast) => [
    use(cast.client.roleArn, { Condition: { StringEquals: { 'aws:PrincipalAccount': cast.ops } } }),
  ]),
  grant('since a day that is over', (cast) => [
    use(cast.client.roleArn, {
      Condition: { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
    }),
  ]),
  grant('from every address', (cast) => [
    use(cast.client.roleArn, { Condition: { IpAddressIfExists: { 'aws:SourceIp': everyAddress } } }),
  ]),
  grant('actions by patterns', (cast) => [
    use(cast.client.roleArn, { Action: ['sts:AssumeRol?', 'STS:setsource*', 'sts:Tag*'] }),
  ]),
  grant('one action by a pattern, twice', (cast) => [
    use(cast.client.roleArn, {
      Action: ['sts:?ssumeRole', 'sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSess*'],
    }),
  ]),
];

const reading: readonly Rewriting[] = [
  read('of one’s own user under any path beside it', (state, cast) => {
    const arn = `arn:aws:iam::${cast.ops}`;
    const own = [
      `${arn}:user/\${aws:username}`,
      `${arn}:user/*/\${aws:username}`,
      `${arn}:user/people/\${AWS:UserName}`,
    ];
    putInlineText(
      groupOf(state, cast),
      'read-own-access',
      readAccess(cast.ops, { Resource: [...own, `${arn}:group/*`, `${arn}:policy/*`] }),
    );
  }),
  read('only over TLS', (state, cast) =>
    putInlineText(groupOf(state, cast), 'read-own-access', readAccess(cast.ops, { Condition: tls })),
  ),
  read('beside a Deny that never holds', (state, cast) =>
    putInline(
      groupOf(state, cast),
      'hardening',
      { Effect: 'Deny', Action: 'iam:*', Resource: '*', Condition: plain },
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': organizationOf(state) } },
      },
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
      },
    ),
  ),
  read('beside a Deny of reading what is not one’s own', (state, cast) =>
    putInline(groupOf(state, cast), 'not-roles', {
      Effect: 'Deny',
      Action: ['iam:Get*', 'iam:List*'],
      Resource: `arn:aws:iam::${cast.ops}:role/*`,
    }),
  ),
  {
    name: 'admins: a Deny without TLS',
    kinds: ofBase,
    touches: 'admins',
    apply: (state, cast) =>
      putInline(adminsOf(state, cast), 'hardening', {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: plain,
      }),
  },
  {
    name: 'admins: a Deny outside the organization, and one that is over',
    kinds: ofBase,
    touches: 'admins',
    apply: (state, cast) =>
      putInline(
        adminsOf(state, cast),
        'hardening',
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:PrincipalOrgID': organizationOf(state) } },
        },
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
        },
      ),
  },
  {
    name: 'admins: assuming the access role only over TLS',
    kinds: ofBase,
    config: 'admins',
    touches: 'admins',
    apply: (state, cast) =>
      putInline(adminsOf(state, cast), 'assume-OrganizationAccountAccessRole', {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: 'arn:aws:iam::*:role/OrganizationAccountAccessRole',
        Condition: tls,
      }),
  },
];

export const knownRewritings: readonly Rewriting[] = [...boundTrust, ...boundGrants, ...reading];

function deny(parts: Json): Json {
  return { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', ...parts };
}

function grant(name: string, statements: (cast: Cast, organizationId: string) => readonly Json[]): Rewriting {
  return {
    name: `grant: ${name}`,
    touches: 'client',
    apply: (state, cast) => setGrant(state, cast, ...statements(cast, organizationOf(state))),
  };
}

function read(name: string, apply: (state: SandboxState, cast: Cast) => void): Rewriting {
  return { name: `read access: ${name}`, touches: 'alone', apply };
}

function organizationOf(state: SandboxState): string {
  return state.organization?.id ?? '';
}

function arnsOf(root: string): string {
  return root.replace(/:root$/, '');
}

function idOf(root: string): string {
  return root.split(':')[4] ?? '';
}
