import { beforeEach, describe, expect, test } from 'vitest';
import { outcomeOf } from '../../bench/server/outcome.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { addClients } from '../support/many-clients.ts';

/** Inline grants of the first clients, packed ones of the others. */
const clients = 60;

describe('what a client is in the end', () => {
  let sandbox: Sandbox;

  beforeEach(() => {
    sandbox = openSandbox();
    sandbox.edit((state) => addClients(state, clients));
  });

  const named = (state: SandboxState, client: string) => {
    const account = Object.values(state.accounts).find(({ name }) => name === client);
    if (!account) throw new Error(`no account ${client}`);
    return account;
  };
  const role = (state: SandboxState, client: string) => {
    const found = state.iam[named(state, client).id]?.roles[`${client}-production`];
    if (!found) throw new Error(`no role of ${client}`);
    return found;
  };

  test('holds place, address, role and grant, without what differs from client to client', () => {
    const ops = named(sandbox.state(), 'Ops').id;
    const actions = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
    const statement = { Effect: 'Allow', Action: actions };
    expect(outcomeOf(sandbox.state(), 'client-3')).toEqual({
      place: ['Envs', 'Production'],
      email: 'aws+CLIENT@example.com',
      role: {
        name: 'CLIENT-production',
        path: '/',
        trust: {
          Version: '2012-10-17',
          Statement: [{ ...statement, Principal: { AWS: `arn:aws:iam::${ops}:root` } }],
        },
        maxSessionDuration: 3600,
        attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        inline: [],
      },
      grants: [
        {
          Version: '2012-10-17',
          Statement: [{ ...statement, Resource: 'arn:aws:iam::ACCOUNT:role/CLIENT-production' }],
        },
      ],
    });
  });

  test('is the same for two clients, and finds grants in shared policies', () => {
    expect(outcomeOf(sandbox.state(), 'client-4')).toEqual(outcomeOf(sandbox.state(), 'client-3'));
    expect(outcomeOf(sandbox.state(), 'client-59').grants).toHaveLength(1);
  });

  test.each<[string, (state: SandboxState) => void]>([
    ['another place', (state) => Object.assign(named(state, 'client-3'), { parentId: 'r-none' })],
    ['no role', (state) => Object.assign(state.iam[named(state, 'client-3').id] ?? {}, { roles: {} })],
    ['another trust', (state) => Object.assign(role(state, 'client-3').trust, { document: '{}' })],
    ['a policy less', (state) => Object.assign(role(state, 'client-3'), { attached: [] })],
    [
      'no grant',
      (state) => Object.assign(state.iam[named(state, 'Ops').id]?.groups['production'] ?? {}, { inline: {} }),
    ],
  ])('differs with %s', (_, change) => {
    const before = outcomeOf(sandbox.state(), 'client-3');
    sandbox.edit(change);
    expect(outcomeOf(sandbox.state(), 'client-3')).not.toEqual(before);
  });

  test('is not given for an account that is not there, or there twice', () => {
    expect(() => outcomeOf(sandbox.state(), 'nobody')).toThrow('no accounts named nobody');
    sandbox.edit((state) => Object.assign(named(state, 'client-4'), { name: 'client-3' }));
    expect(() => outcomeOf(sandbox.state(), 'client-3')).toThrow('several accounts named client-3');
  });
});
