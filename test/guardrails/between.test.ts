import { CreateOpenIDConnectProviderCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { GuardrailsStructure } from '../../src/model/guardrails.ts';
import { trust } from '../sandbox/world.ts';
import { type Guarded, guarded, holds, isHeld } from './guarded.ts';

/** Every way from one account into another by sts:AssumeRole, with every trust policy opened for it. */

const names = ['acme', 'globex', 'staging', 'tools', 'ops', 'management', 'outsider', 'vendor'] as const;
type Name = (typeof names)[number];

interface Ways {
  readonly made: Guarded;
  /** The accounts into which each gets. */
  readonly open: Readonly<Record<Name, readonly Name[]>>;
}

/** @param guardrails by the ids of the accounts */
async function ways(guardrails: Partial<GuardrailsStructure> = {}): Promise<Ways> {
  const made = await guarded(guardrails);
  const roles = new Map<Name, string>();
  for (const name of names) roles.set(name, await made.openRole(made[name], made.boss(made[name])));
  await made.clock.sleep(60_000);
  const open = {} as Record<Name, readonly Name[]>;
  for (const from of names) {
    const into: Name[] = [];
    for (const to of names) {
      const RoleArn = roles.get(to) ?? '';
      const call = made
        .sts(made.boss(made[from]))
        .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));
      if (!(await isHeld(call))) {
        // Nothing but the organization's policies keeps anybody out.
        await call;
        into.push(to);
      }
    }
    open[from] = into;
  }
  return { made, open };
}

describe('lateral and outsiders', () => {
  it('leave no way between clients, into Ops or into the management account, and none from outside into a member', async () => {
    const { open } = await ways({ vendors: ['777766665555'], hubs: ['tools'] });
    expect(open).toEqual({
      acme: ['acme'],
      globex: ['globex'],
      staging: ['staging'],
      // A hub goes everywhere, and nobody comes through it: into it there is no way but from above.
      tools: [...names],
      ops: [...names],
      management: [...names],
      // Resource control policies have no effect in the management account.
      outsider: ['management', 'outsider', 'vendor'],
      vendor: [...names],
    });
  });

  it('without a hub or a vendor there are none of theirs; what all may reach, all reach', async () => {
    const { made, open } = await ways({ reach: ['staging'] });
    expect(open).toMatchObject({
      acme: ['acme', 'staging'],
      globex: ['globex', 'staging'],
      staging: ['staging'],
      tools: ['staging', 'tools'],
      outsider: ['management', 'outsider', 'vendor'],
      vendor: ['management', 'outsider', 'vendor'],
    });
    // One role behind the other comes no further.
    const RoleSessionName = 'me';
    const inside = await made.assume(
      { RoleArn: `arn:aws:iam::${made.acme}:role/open`, RoleSessionName },
      made.boss(made.acme),
    );
    const RoleArn = `arn:aws:iam::${made.globex}:role/open`;
    expect(await isHeld(made.sts(inside).send(new AssumeRoleCommand({ RoleArn, RoleSessionName })))).toBe(
      true,
    );
  });
});

describe('issuers', () => {
  const action = 'sts:AssumeRoleWithWebIdentity';
  const token = (issuer: string) => ({ [`${issuer}:aud`]: ['sts.amazonaws.com'], [`${issuer}:sub`]: ['me'] });

  it('are those that are named, by the claims of their tokens', async () => {
    const made = await guarded({ issuers: ['a.example.com', 'oidc.example.com/id/1'] });
    const isRefused = (accountId: string, context: Readonly<Record<string, readonly string[]>>) =>
      holds(made, made.outsider, { action, context, resource: `arn:aws:iam::${accountId}:role/open` });
    for (const id of [made.acme, made.ops]) {
      expect(isRefused(id, token('a.example.com'))).toBe(false);
      expect(isRefused(id, token('oidc.example.com/id/1'))).toBe(false);
      expect(isRefused(id, token('oidc.example.com/id/2'))).toBe(true);
      expect(isRefused(id, token('a.example.com.evil.example.net'))).toBe(true);
    }
    expect(isRefused(made.management, token('b.example.com'))).toBe(false);
  });

  it('keep real tokens out: of two providers of an account, those of the one that is named get in', async () => {
    const made = await guarded({ issuers: ['named.example.com'] });
    const own = made.iam(made.boss(made.acme));
    const enter = async (host: string) => {
      const { OpenIDConnectProviderArn: Federated } = await own.send(
        new CreateOpenIDConnectProviderCommand({
          Url: `https://${host}`,
          ClientIDList: ['sts.amazonaws.com'],
        }),
      );
      const Condition = { StringEquals: { [`${host}:sub`]: 'job' } };
      const RoleName = host.split('.')[0] ?? '';
      const AssumeRolePolicyDocument = trust({ Federated }, { Action: action, Condition });
      const { Role } = await own.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      await made.clock.sleep(60_000);
      const WebIdentityToken = made.sandbox.token({ issuer: `https://${host}`, subject: 'job' });
      const asked = { RoleArn: Role?.Arn, RoleSessionName: 'me', WebIdentityToken };
      return made.sts(made.boss(made.outsider)).send(new AssumeRoleWithWebIdentityCommand(asked));
    };
    expect((await enter('named.example.com')).Credentials).toBeDefined();
    await expect(enter('other.example.com')).rejects.toThrow(`Not authorized to perform ${action}`);
  });

  it('are any where none are named, and other ways remain: SAML, and what other services give away', async () => {
    const made = await guarded();
    const resource = `arn:aws:iam::${made.acme}:role/open`;
    expect(holds(made, made.outsider, { action, context: token('b.example.com'), resource })).toBe(false);
    expect(holds(made, made.outsider, { action: 'sts:AssumeRoleWithSAML', resource })).toBe(false);
    const object = { action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/key' };
    expect(holds(made, made.outsider, object)).toBe(false);
  });
});
