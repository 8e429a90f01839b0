import { describe, expect, it } from 'vitest';
import { type Paint, plain } from '../../src/views/paint.ts';
import { jsonOf, mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { addFullUser, addKey } from '../support/full-user.ts';
import { assumedBy, canBegin, keyOf, ownSession, policiesOf, revocable, works } from '../support/revoked.ts';
import { iamOf } from '../support/state.ts';

interface Removed {
  readonly removed: boolean;
  readonly changes: readonly { readonly kind: string; readonly target: string; readonly status: string }[];
  readonly notices: readonly string[];
}

const confirmed = ['user', 'remove', 'kim', '--confirm', 'kim'];

function withKim(): TestOrganization {
  const organization = testOrganization();
  organization.sandbox.edit((state) => addFullUser(state, 'kim', organization.clock.now()));
  return organization;
}

const opsOf = ({ sandbox }: TestOrganization) => iamOf(sandbox.state(), 'Ops');
const rename = ({ sandbox }: TestOrganization, from: string, to: string) =>
  sandbox.edit((state) => {
    const { users, groups } = iamOf(state, 'Ops');
    const user = users[from];
    if (user === undefined) throw new Error(`there is no user ${from}`);
    users[to] = { ...user, name: to };
    delete users[from];
    for (const group of Object.values(groups))
      group.members = group.members.map((member) => (member === from ? to : member));
    for (const [id, key] of Object.entries(state.accessKeys))
      if (key.userName === from) state.accessKeys[id] = { ...key, userName: to };
  });
const keysOf = ({ sandbox }: TestOrganization) =>
  Object.values(sandbox.state().accessKeys).filter(({ userName }) => userName === 'kim');

describe('user remove', () => {
  it('shows all that the user has, locks the user first, and leaves nothing', async () => {
    const organization = withKim();
    const paint: Paint = { ...plain, good: (text) => `\u001b[32m${text}\u001b[39m` };
    const result = await runCli(organization, confirmed, { paint });
    expect(result, result.stderr).toMatchObject({ code: 0, asked: [] });
    expect(result.stdout).toMatch(/^\u001b\[32m✓ done:\u001b\[39m user kim in Ops/);
    const ops = opsOf(organization);
    expect(ops.users.kim).toBeUndefined();
    expect(Object.keys(ops.mfaDevices ?? {})).toEqual([]);
    expect(keysOf(organization)).toEqual([]);
    for (const group of Object.values(ops.groups)) expect(group.members).not.toContain('kim');
    expect(mutations(organization.sandbox)).toEqual(
      [
        ['PutUserPolicy', 'UpdateAccessKey', 'DeleteLoginProfile'],
        ['DeleteAccessKey', 'DeleteAccessKey', 'DeleteSigningCertificate', 'DeleteSSHPublicKey'],
        ['DeleteServiceSpecificCredential', 'DeactivateMFADevice', 'DeactivateMFADevice'],
        ['DeleteVirtualMFADevice', 'RemoveUserFromGroup', 'RemoveUserFromGroup', 'DetachUserPolicy'],
        ['DeleteUserPolicy', 'DeleteUserPermissionsBoundary', 'DeleteUserPolicy', 'DeleteUser'],
      ]
        .flat()
        .map((operation) => `iam:${operation}`),
    );
    for (const words of [
      /lock user kim in Ops: deny everything, deactivate access key AKIA\w+, delete the password/,
      /delete access key AKIA\w+ \(never used\) of user kim/,
      /delete access key AKIA\w+ \(inactive, never used\) of user kim/,
      /delete signing certificate CERTIFICATEOFAUSER000000 of user kim/,
      /delete SSH public key APKAEXAMPLE0000000000 of user kim/,
      /delete service-specific credential ACCAEXAMPLE0000000000 of user kim/,
      /delete MFA device arn:aws:iam::\d{12}:mfa\/kim of user kim/,
      /delete MFA device GAHT12345678 of user kim/,
      /remove user kim from group production/,
      /detach ReadOnlyAccess from user kim/,
      /delete inline policy own of user kim\n( {6}- .*\n)* {6}- .*s3:ListAllMyBuckets/,
      /remove the permissions boundary PowerUserAccess of user kim/,
      /delete user kim in Ops/,
    ])
      expect(result.stderr).toMatch(words);
  });

  it('asks for the name, and takes no yes for it', async () => {
    const organization = withKim();
    const declined = await runCli(organization, ['user', 'remove', 'kim'], { typed: 'yes' });
    expect(declined).toMatchObject({
      code: 4,
      asked: ['diverst cannot undo this. Type kim to delete the user kim:'],
    });
    for (const words of [['--yes'], ['--confirm', 'Kim'], ['--yes', '--confirm', 'kin']]) {
      const before = organization.sandbox.calls.length;
      const refused = await runCli(organization, ['user', 'remove', 'kim', ...words]);
      expect(refused.code).toBe(64);
      expect(refused.stderr).toContain('diverst user remove kim --confirm kim');
      expect(organization.sandbox.calls).toHaveLength(before);
    }
    expect(mutations(organization.sandbox)).toEqual([]);
    expect((await runCli(organization, ['user', 'remove', 'kim'], { typed: 'kim' })).code).toBe(0);
  });

  it('changes nothing with --dry-run', async () => {
    const organization = withKim();
    const result = await runCli(organization, ['user', 'remove', 'kim', '--dry-run', '--json']);
    const { removed, changes, notices } = jsonOf<Removed>(result);
    expect(removed).toBe(false);
    expect(new Set(changes.map(({ status }) => status))).toEqual(new Set(['planned']));
    expect(notices).toContain(
      'sessions of kim in client accounts continue, for up to 1 hour; to end them now, add --revoke-sessions',
    );
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('says who is the last one of a group, and which key is in use', async () => {
    const organization = withKim();
    organization.sandbox.edit((state) => {
      for (const group of Object.values(iamOf(state, 'Ops').groups)) group.members = ['kim'];
      for (const key of Object.values(state.accessKeys))
        if (key.userName === 'kim') Object.assign(key, { lastUsedAt: organization.clock.now() - 86_400_000 });
    });
    const { notices } = jsonOf<Removed>(
      await runCli(organization, ['user', 'remove', 'kim', '--dry-run', '--json']),
    );
    expect(notices.join('\n')).toMatch(
      /access key AKIA\w+ was last used on \d{4}-\d\d-\d\d: programs that sign/,
    );
    expect(notices).toContain('the user kim is the last one in the group production');
  });

  it('names the nearest users of one that is not there', async () => {
    const organization = withKim();
    const result = await runCli(organization, ['user', 'remove', 'kin', '--confirm', 'kin']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('there is no user kin in Ops');
    expect(result.stderr).toContain('did you mean kim?');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('takes a name for no other in other letters', async () => {
    const organization = withKim();
    const result = await runCli(organization, ['user', 'remove', 'KIM', '--confirm', 'KIM']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('the name of the user is kim, not KIM');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('never touches a user who was made anew under the name', async () => {
    const organization = withKim();
    const result = await runCli(organization, ['user', 'remove', 'kim'], {
      typed: 'kim',
      whileAsked: () =>
        organization.sandbox.edit((state) => {
          delete iamOf(state, 'Ops').users.kim;
          addFullUser(state, 'kim', organization.clock.now());
        }),
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(': the user was deleted and created again after the plan was made');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('nor one who is made anew while it works', async () => {
    const organization = withKim();
    organization.sandbox.faults.add({
      operation: 'DeleteSSHPublicKey',
      fault: {
        kind: 'hook',
        after: () =>
          organization.sandbox.edit((state) => {
            delete iamOf(state, 'Ops').users.kim;
            addFullUser(state, 'kim', organization.clock.now());
          }),
      },
    });
    const result = await runCli(organization, confirmed);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(': the user was deleted and created again after the plan was made');
    expect(mutations(organization.sandbox).at(-1)).toBe('iam:DeleteSSHPublicKey');
  });

  it('nor locks one who is made anew while the lock is put', async () => {
    const organization = withKim();
    organization.sandbox.faults.add({
      operation: 'PutUserPolicy',
      fault: {
        kind: 'hook',
        after: () =>
          organization.sandbox.edit((state) => {
            for (const { id } of keysOf(organization)) delete state.accessKeys[id];
            delete iamOf(state, 'Ops').users.kim;
            addFullUser(state, 'kim', organization.clock.now());
          }),
      },
    });
    const result = await runCli(organization, confirmed);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(': the user was deleted and created again after the plan was made');
    expect(result.stderr).toContain('delete the user’s policy diverst-locked');
    expect(mutations(organization.sandbox)).toEqual(['iam:PutUserPolicy']);
  });

  it.each(['PutUserPolicy', 'DeleteSSHPublicKey', 'DeleteUserPolicy'])(
    'does not take a user for deleted who is renamed after %s',
    async (operation) => {
      const organization = withKim();
      organization.sandbox.faults.add({
        operation,
        times: 1,
        fault: { kind: 'hook', after: () => rename(organization, 'kim', 'kim2') },
      });
      const result = await runCli(organization, [...confirmed, '--json']);
      expect(result.code).toBe(1);
      expect(jsonOf<Removed>(result).removed).toBe(false);
      expect(result.stderr).toContain('the user was renamed to kim2 after the plan was made');
      expect(mutations(organization.sandbox).at(-1)).toBe(`iam:${operation}`);
      const again = await runCli(organization, ['user', 'remove', 'kim2', '--confirm', 'kim2']);
      expect(again.code, again.stderr).toBe(0);
    },
  );

  it('nor one who is renamed while asked, or right before the deletion', async () => {
    const asked = withKim();
    const early = await runCli(asked, ['user', 'remove', 'kim'], {
      typed: 'kim',
      whileAsked: () => rename(asked, 'kim', 'kim2'),
    });
    expect(early).toMatchObject({ code: 1 });
    expect(early.stderr).toContain('was renamed to kim2');
    expect(mutations(asked.sandbox)).toEqual([]);
    const late = withKim();
    late.sandbox.faults.add({
      operation: 'DeleteUser',
      fault: { kind: 'hook', before: () => rename(late, 'kim', 'kim2') },
    });
    const result = await runCli(late, [...confirmed, '--json']);
    expect(result.code).toBe(1);
    expect(jsonOf<Removed>(result).removed).toBe(false);
    expect(result.stderr).toContain('was renamed to kim2');
  });

  it('locks a user again who got something between the lock’s end and the deletion', async () => {
    const organization = withKim();
    organization.sandbox.faults.add({
      operation: 'DeleteUser',
      fault: {
        kind: 'hook',
        before: () =>
          organization.sandbox.edit((state) => {
            iamOf(state, 'Ops').groups.production?.members.push('kim');
          }),
      },
    });
    const result = await runCli(organization, confirmed);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('The user is locked.');
    expect(Object.keys(opsOf(organization).users.kim?.inline ?? {})).toEqual(['diverst-locked']);
    expect((await runCli(organization, confirmed)).code).toBe(0);
  });

  it.each(['', ' ', 'kim ', 'k\u0456m', '\uff4bim', '../kim', '*'])(
    'takes %j for no name of a user, and asks AWS nothing',
    async (name) => {
      const organization = withKim();
      const result = await runCli(organization, ['user', 'remove', name, '--confirm', name]);
      expect(result.code).toBe(64);
      expect(result.stderr).toContain('is not the name of a user');
      expect(organization.sandbox.calls).toEqual([]);
    },
  );

  it('does not delete what came since the plan was shown: the user stays, locked', async () => {
    const organization = withKim();
    const result = await runCli(organization, ['user', 'remove', 'kim'], {
      typed: 'kim',
      whileAsked: () =>
        organization.sandbox.edit((state) => {
          const kim = iamOf(state, 'Ops').users.kim;
          if (kim) addKey(state, kim, 'Active', organization.clock.now());
        }),
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('the user has more than the plan showed');
    expect(keysOf(organization).map(({ status }) => status)).toEqual(['Inactive']);
    expect(Object.keys(opsOf(organization).users.kim?.inline ?? {})).toEqual(['diverst-locked']);
    // Not for a moment was the user without it.
    expect(mutations(organization.sandbox)).not.toContain('iam:DeleteUser');
    const again = await runCli(organization, confirmed);
    expect(again.code, again.stderr).toBe(0);
    expect(opsOf(organization).users.kim).toBeUndefined();
  });
});

describe('user remove --revoke-sessions', () => {
  const names = Array.from({ length: 10 }, (_, number) => `client-${number}`);

  it('ends all sessions of a leaver in ten clients, and nobody else’s', async () => {
    const here = revocable(10);
    const kim = keyOf(here, 'kim');
    const mfa = await ownSession(here, kim);
    const ofKim = await Promise.all(names.map((client) => assumedBy(here, client, 'kim')));
    const ofEve = await Promise.all(names.map((client) => assumedBy(here, client, 'eve')));
    const result = await runCli(here, [...confirmed, '--revoke-sessions', '--json']);
    expect(result.code, result.stderr).toBe(0);
    expect(jsonOf<Removed>(result).removed).toBe(true);
    here.clock.advance(8_000);
    expect(await Promise.all(ofKim.map((one) => works(here, one)))).toEqual(names.map(() => false));
    expect(await Promise.all(ofEve.map((one) => works(here, one)))).toEqual(names.map(() => true));
    for (const keys of [kim, mfa])
      expect(await canBegin(here, 'client-3', { name: 'kim', keys })).toBe(false);
    expect(await canBegin(here, 'client-3', { name: 'eve', keys: keyOf(here, 'eve') })).toBe(true);
    expect(iamOf(here.sandbox.state(), 'Ops').users.kim).toBeUndefined();
  });

  it('locks before it ends sessions, and ends them before it deletes', async () => {
    const here = revocable(2);
    const { code, stdout } = await runCli(here, [...confirmed, '--revoke-sessions']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'next, to list what was created through the sessions:\n    diverst client revoke --all --person kim --dry-run',
    );
    expect(stdout).not.toContain('env revoke');
    const order = mutations(here.sandbox);
    const at = (operation: string) => order.indexOf(`iam:${operation}`);
    expect(at('PutUserPolicy')).toBeLessThan(at('PutRolePolicy'));
    expect(order.lastIndexOf('iam:PutRolePolicy')).toBeLessThan(at('DeleteAccessKey'));
  });

  it('leaves the user locked where sessions could not be ended everywhere', async () => {
    const here = revocable(2);
    here.sandbox.faults.add({
      operation: 'PutRolePolicy',
      times: 100,
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });
    const result = await runCli(here, [...confirmed, '--revoke-sessions']);
    expect(result.code).toBe(1);
    const { kim } = iamOf(here.sandbox.state(), 'Ops').users;
    expect(Object.keys(kim?.inline ?? {})).toContain('diverst-locked');
    expect(policiesOf(here, 'client-0')).toEqual([]);
    here.sandbox.faults.clear();
    expect((await runCli(here, [...confirmed, '--revoke-sessions'])).code).toBe(0);
  });
});
