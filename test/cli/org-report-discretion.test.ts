import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addUser } from '../audit/edits.ts';
import { setTrust } from '../support/repair.ts';
import { opsOf } from '../support/state.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

/** Names of another client where only a person could have written them: the page of acme is handed to acme. */
let ground: TwoClients;
let page: string;

beforeAll(async () => {
  ground = await twoClients();
  const { organization, run, folder } = ground;
  const { sandbox } = organization;
  const earlier = JSON.parse((await run(['org', 'audit', '--json'])).stdout);
  const gone = [
    ['role-other-trust', 'acme/globex-sync'],
    ['client-user', 'acme/old'],
    ['user-own-policy', 'neighbour'],
    ['grant-elsewhere', 'user/neighbour'],
    ['user-own-policy', 'ops-user'],
  ].map(([check, subject]) => ({ id: `${check}:${subject}`, check, subject }));
  writeFileSync(join(folder, 'earlier.json'), JSON.stringify({ ...earlier, findings: gone }));
  sandbox.edit((state) => {
    const { iam, user, ops } = opsOf(state);
    const idOf = (name: string) => Object.values(state.accounts).find((one) => one.name === name)?.id;
    iam.users['globex-ci'] = { ...structuredClone(user), name: 'globex-ci', inline: {} };
    const group = iam.groups.production;
    if (group === undefined) throw new Error('there is no group production');
    group.members.push('globex-ci');
    iam.groups['team-north'] = { ...structuredClone(group), name: 'team-north', members: [], inline: {} };
    addUser(state, ops.id, 'newcomer', { password: true, mfa: true, groups: ['production', 'team-north'] });
    const allowed = {
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
    };
    group.inline['acme-and-globex'] = {
      document: JSON.stringify({
        Version: '2012-10-17',
        Statement: ['acme', 'globex'].map((name) => ({
          ...allowed,
          Resource: `arn:aws:iam::${idOf(name)}:role/${name}-production`,
        })),
      }),
      effectiveAt: 0,
    };
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: 'asOf?lobex', ...allowed, Principal: { AWS: `arn:aws:iam::${ops.id}:root` } }],
    });
    setTrust(state, 'acme', trust.replace('?', '\\u0067'));
  });
  const words = ['--client', 'acme', '--history', '--since', 'earlier.json'];
  const { code, stderr } = await run(['org', 'report', '--output', 'acme.html', ...words]);
  expect(code, stderr).toBe(0);
  page = readFileSync(join(folder, 'acme.html'), 'utf8');
});
afterAll(() => ground.remove());

it('names no other client by a user, a policy, an escaped trust policy or what was fixed', () => {
  expect(page).not.toMatch(/globex/i);
  expect(page).toContain('assume-acme-production and a policy that holds the grants of the group');
  expect(page).toContain('The trust policy is left out because it names another account.');
  expect(page).toContain('<bdi>(left out, because the text names another account)</bdi>');
  expect(page).toContain('role-other-trust: (left out, because the text names another account)');
});

it('names no other group of somebody who gets in', () => {
  expect(page).toContain(
    'the user newcomer has a password and cannot register an MFA device without the group people',
  );
  expect(page).not.toContain('team-north');
});

it('tells what was fixed of people who get in, and of no others', () => {
  expect(page).not.toContain('neighbour');
  expect(page).toContain('user-own-policy:ops-user');
  expect(page).toContain('client-user:acme/old');
});
