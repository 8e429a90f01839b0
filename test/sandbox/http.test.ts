import { once } from 'node:events';
import { createConnection } from 'node:net';
import {
  CreateOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, onTestFinished, test } from 'vitest';
import { serveSandbox } from '../../src/sandbox/http.ts';
import { failureOf, type Ground, ground } from './ground.ts';

/** A sandbox behind HTTP, and clients that reach it with the SDK's own handler. */
async function served(g: Ground = ground()) {
  const server = await serveSandbox(g.sandbox);
  onTestFinished(() => server.close());
  const config = {
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: g.sandbox.profiles.management,
    maxAttempts: 1,
  };
  return { ...g, ...server, organizations: new OrganizationsClient(config), sts: new STSClient(config) };
}

test('the same sandbox answers over a socket, on this machine only', async () => {
  const { organizations, sts, sandbox, endpoint } = await served();
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
  expect(Organization?.Id).toBe(sandbox.state().organization?.id);
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(
    sandbox.state().managementAccountId,
  );
  expect(sandbox.calls).toHaveLength(2);
  // Whatever else leads to this machine does not lead to it.
  const elsewhere = createConnection(Number(new URL(endpoint).port), '127.0.0.2');
  const outcome = await Promise.race([
    once(elsewhere, 'connect').then(() => 'connected'),
    once(elsewhere, 'error').then(() => 'refused'),
  ]).catch(() => 'refused');
  elsewhere.destroy();
  expect(outcome).toBe('refused');
});

test('resets, cut-off replies and silence reach the client as such', async () => {
  const { organizations, sandbox } = await served();
  const ParentId = sandbox.state().organization?.rootId;
  const create = (Name: string, options = {}) =>
    failureOf(organizations.send(new CreateOrganizationalUnitCommand({ ParentId, Name }), options));
  const names = () => Object.values(sandbox.state().units).map((unit) => unit.name);

  sandbox.faults.add({ fault: { kind: 'reset', when: 'before' } });
  expect((await create('reset')).code).toBe('ECONNRESET');
  expect(names()).not.toContain('reset');

  sandbox.faults.add({ fault: { kind: 'truncated' } });
  await create('truncated');
  expect(names()).toContain('truncated');

  const arrived = new Promise<AbortController>((resolve) => {
    const abort = new AbortController();
    sandbox.faults.add({ fault: { kind: 'hook', before: () => resolve(abort) } });
    sandbox.faults.add({ fault: { kind: 'noReply', when: 'before' } });
    create('silent', { abortSignal: abort.signal }).then(({ name }) => expect(name).toBe('AbortError'));
  });
  (await arrived).abort();
  // The sandbox notices that nobody waits any more.
  while (sandbox.calls.at(-1)?.outcome === 'pending') await new Promise((resolve) => setImmediate(resolve));
  expect(names()).not.toContain('silent');
});

test('a mistake of the sandbox is status 500 with its message', async () => {
  const { organizations, sandbox } = await served();
  sandbox.faults.add({
    fault: {
      kind: 'hook',
      before: () => {
        throw new Error('a mistake');
      },
    },
  });
  const error = await failureOf(organizations.send(new DescribeOrganizationCommand({})));
  expect(error).toMatchObject({
    name: 'InternalFailure',
    message: 'a mistake',
    $metadata: { httpStatusCode: 500 },
  });
  // It continues to serve.
  await organizations.send(new DescribeOrganizationCommand({}));
});

test('a body that is too large is refused', async () => {
  const { endpoint } = await served();
  const { port } = new URL(endpoint);
  const socket = createConnection(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  const length = 5 * 1024 * 1024;
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`);
  socket.write(Buffer.alloc(length));
  const [answer] = await once(socket, 'data');
  socket.destroy();
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413/);
});

test('closing frees the port; a taken port is an error', async () => {
  const { sandbox } = ground();
  const first = await serveSandbox(sandbox);
  const port = Number(new URL(first.endpoint).port);
  await expect(serveSandbox(sandbox, { port })).rejects.toThrow('EADDRINUSE');
  await first.close();
  await (await serveSandbox(sandbox, { port })).close();
});
