import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, it } from 'vitest';
import { sessionClients } from '../../src/aws/client/session-clients.ts';
import { testOrganization } from '../support/cli.ts';

it('signs nothing that belongs to no session', async () => {
  const { sandbox } = testOrganization();
  const equipped: IAMClient[] = [];
  const settings = { region: sandbox.region, requestHandler: sandbox.requestHandler, maxAttempts: 1 };
  const clientOf = sessionClients(IAMClient, settings, (client) => {
    equipped.push(client);
    return client;
  });
  const session = clientOf({
    ...sandbox.profiles.management,
    sessionToken: '',
    expiration: new Date('2031-01-01'),
  });
  const command = () => new GetRoleCommand({ RoleName: 'nobody' });
  await expect(session.send(command())).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  const [shared] = equipped;
  await expect(shared?.send(command())).rejects.toThrow('belongs to no session');
  expect(sandbox.calls).toHaveLength(1);
});
