import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { Cast } from '../cast.ts';
import type { Rewriting } from '../drift.ts';
import {
  addPolicy,
  documentOf,
  grantName,
  groupOf,
  iamOf,
  putInline,
  putInlineText,
  removeInline,
  setGrant,
  use,
} from '../edits.ts';

const [assume, identify, tag] = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'] as const;

/** What the group for production is granted, in other words or other places. */
export const grantRewritings: readonly Rewriting[] = [
  grant('actions in another order', (state, cast) =>
    setGrant(state, cast, use(cast.client.roleArn, { Action: [identify, tag, assume] })),
  ),
  grant('actions in another case', (state, cast) =>
    setGrant(
      state,
      cast,
      use(cast.client.roleArn, { Action: ['STS:assumerole', 'sts:SETSOURCEIDENTITY', tag] }),
    ),
  ),
  grant('the role in a list, twice', (state, cast) =>
    setGrant(state, cast, use([cast.client.roleArn, cast.client.roleArn])),
  ),
  grant('an action in each statement, and Sids', (state, cast) =>
    setGrant(
      state,
      cast,
      use(cast.client.roleArn, { Action: tag, Sid: 'Third' }),
      use(cast.client.roleArn, { Action: identify, Sid: 'Second' }),
      use(cast.client.roleArn, { Action: assume, Sid: 'First' }),
    ),
  ),
  grant('the statement twice', (state, cast) =>
    setGrant(state, cast, use(cast.client.roleArn), use(cast.client.roleArn)),
  ),
  grant('a narrower statement beside', (state, cast) =>
    setGrant(
      state,
      cast,
      use(cast.client.roleArn),
      use(cast.client.roleArn, {
        Action: assume,
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      }),
    ),
  ),
  grant('an action in each of three policies', (state, cast) => {
    removeInline(groupOf(state, cast), grantName(cast.client));
    for (const [index, Action] of [tag, assume, identify].entries())
      putInline(
        groupOf(state, cast),
        `part-${index}-${cast.client.name}`,
        use(cast.client.roleArn, { Action }),
      );
  }),
  grant('under another name', (state, cast) => {
    removeInline(groupOf(state, cast), grantName(cast.client));
    putInline(groupOf(state, cast), `${cast.client.name}-for-everybody`, use(cast.client.roleArn));
  }),
  grant('twice, in two policies', (state, cast) =>
    putInline(groupOf(state, cast), `again-${cast.client.name}`, use(cast.client.roleArn)),
  ),
  grant('in a managed policy', (state, cast) => {
    removeInline(groupOf(state, cast), grantName(cast.client));
    attach(state, cast, `assume-${cast.group}-0${cast.client.name.length % 10}`, use([cast.client.roleArn]));
  }),
  grant('in a managed policy of another name, and inline', (state, cast) =>
    attach(
      state,
      cast,
      `for-${cast.client.name}`,
      use(cast.client.roleArn, { Action: [tag, assume, identify] }),
    ),
  ),
  grant('white space and character codes', (state, cast) =>
    putInlineText(
      groupOf(state, cast),
      grantName(cast.client),
      ` ${JSON.stringify(JSON.parse(documentOf(use(cast.client.roleArn))), undefined, 4).replace(':role/', '\\u003arole\\/')}\n\n`,
    ),
  ),
  grant('the statement without a list', (state, cast) =>
    putInlineText(
      groupOf(state, cast),
      grantName(cast.client),
      JSON.stringify({ Id: 'x', Version: '2012-10-17', Statement: use([cast.client.roleArn]) }),
    ),
  ),
  // There is no ${…} in it that the older version would read as plain text.
  grant('the older version', (state, cast) =>
    putInlineText(
      groupOf(state, cast),
      grantName(cast.client),
      documentOf(use(cast.client.roleArn)).replace('2012-10-17', '2008-10-17'),
    ),
  ),
  {
    name: 'grant: all clients in one inline policy',
    touches: 'alone',
    apply(state, cast) {
      takeAll(state, cast);
      putInline(groupOf(state, cast), 'clients', use(allRoles(cast)));
    },
  },
  {
    name: 'grant: all clients in one packed policy, in another order',
    touches: 'alone',
    apply(state, cast) {
      takeAll(state, cast);
      attach(state, cast, `assume-${cast.group}-01`, use([...allRoles(cast)].reverse()));
    },
  },
  {
    name: 'grant: two clients, each in the policy of the other',
    touches: 'alone',
    apply(state, cast) {
      putInline(groupOf(state, cast), grantName(cast.client), use(cast.other.roleArn));
      putInline(groupOf(state, cast), grantName(cast.other), use(cast.client.roleArn));
    },
  },
  {
    name: 'grant: a managed policy with other versions than its default',
    touches: 'alone',
    apply(state, cast) {
      attach(state, cast, 'versions', use(cast.client.roleArn));
      const policy = iamOf(state, cast.ops).policies[`arn:aws:iam::${cast.ops}:policy/versions`];
      if (policy === undefined) throw new Error('there is no such policy');
      policy.versions.push({ id: 'v2', document: documentOf(use('*')), createdAt: 1, effectiveAt: 0 });
      policy.nextVersion = 3;
    },
  },
  {
    name: 'grant: two clients in the policy of one',
    touches: 'alone',
    apply(state, cast) {
      removeInline(groupOf(state, cast), grantName(cast.other));
      setGrant(state, cast, use(cast.client.roleArn), use(cast.other.roleArn));
    },
  },
  {
    name: 'grant: one action of all clients by itself',
    touches: 'alone',
    apply(state, cast) {
      takeAll(state, cast);
      putInline(groupOf(state, cast), 'assume', use(allRoles(cast), { Action: assume }));
      attach(state, cast, 'the-rest', use(allRoles(cast), { Action: [tag, identify] }));
    },
  },
  {
    name: 'grant: policies attached in another order',
    touches: 'alone',
    apply(state, cast) {
      takeAll(state, cast);
      for (const [index, arn] of allRoles(cast).entries())
        attach(state, cast, `assume-${cast.group}-0${index + 1}`, use(arn));
      groupOf(state, cast).attached.reverse();
    },
  },
  {
    name: 'grant: a Deny of what nothing allows',
    touches: 'deny',
    apply: (state, cast) =>
      putInline(groupOf(state, cast), 'never', {
        Effect: 'Deny',
        Action: 'iam:PassRole',
        Resource: allRoles(cast),
      }),
  },
];

function grant(name: string, apply: (state: SandboxState, cast: Cast) => void): Rewriting {
  return { name: `grant: ${name}`, touches: 'client', apply };
}

function allRoles({ client, other, third }: Cast): readonly string[] {
  return [client, other, third].map(({ roleArn }) => roleArn);
}

function takeAll(state: SandboxState, cast: Cast): void {
  for (const member of [cast.client, cast.other, cast.third])
    removeInline(groupOf(state, cast), grantName(member));
}

function attach(state: SandboxState, cast: Cast, name: string, statement: ReturnType<typeof use>): void {
  groupOf(state, cast).attached.push(addPolicy(state, cast.ops, name, documentOf(statement)));
}
