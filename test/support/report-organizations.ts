import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { TestOrganization } from './cli.ts';
import { environmentIn } from './environments.ts';
import { madeClients } from './made-clients.ts';
import { addClients } from './many-clients.ts';
import { setTrust } from './repair.ts';
import { iamOf, opsOf } from './state.ts';

const outsider = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});

/** Names that AWS takes for an account, which are 50 of these characters at most, and that are not to be more than text. */
export const hostileAccountNames = [
  '<script>document.title="run"</script>',
  '"><img src=https://example.com/x onerror=alert(1)>',
  "</style></script></title>&amp; 'quoted'",
  'x'.repeat(50),
] as const;

/** An OU may have any: it writes from right to left, turns the direction, and ends the line. */
export const hostileUnitName = 'שלום \u202eeno rehtona\u202c <b onclick="x()">OU</b>\nline';

/**
 * An organization with findings of every severity, and with as many clients as are asked for beside acme and globex:
 * every third of the first sixty lets everybody in, has a user or lacks its policy.
 */
export async function driftedOrganization(clients: number): Promise<TestOrganization> {
  const organization = await madeClients({ rates: false });
  const { sandbox, clock } = organization;
  environmentIn(organization, 'staging', 'tools');
  sandbox.edit((state) => {
    addClients(state, clients);
    setTrust(state, 'acme', outsider);
    const { user } = opsOf(state);
    for (let number = 0; number < Math.min(clients, 60); number += 3) {
      const name = `client-${number}`;
      const { users, roles } = iamOf(state, name);
      if (number % 9 === 0) setTrust(state, name, outsider);
      else if (number % 9 === 3) users['deploy'] = { ...structuredClone(user), name: 'deploy' };
      else {
        const role = roles[`${name}-production`];
        if (role !== undefined) role.attached = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
      }
    }
  });
  clock.advance(10 * 60_000);
  return organization;
}

/** Accounts and an OU of such names, made as anybody in the management account can. */
export async function addHostileNames({ sandbox, clock }: TestOrganization): Promise<void> {
  const organizations = new OrganizationsClient({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials: sandbox.profiles.management,
    maxAttempts: 1,
  });
  for (const [index, AccountName] of hostileAccountNames.entries()) {
    await organizations.send(
      new CreateAccountCommand({ AccountName, Email: `hostile-${index}@example.com` }),
    );
    clock.advance(10 * 60_000);
  }
  const ParentId = sandbox.state().organization?.rootId;
  await organizations.send(new CreateOrganizationalUnitCommand({ ParentId, Name: hostileUnitName }));
}
