import { GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import type { HandlerExecutionContext } from '@smithy/types';
import { beforeEach, describe, expect, it } from 'vitest';
import { orderedOnce, withCopiedSettings } from '../../src/aws/client/lean-client.ts';
import { sessionClients } from '../../src/aws/client/session-clients.ts';

interface Sent {
  readonly hostname: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

const sent: Sent[] = [];
beforeEach(() => sent.splice(0));

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
const settings = {
  region: 'us-east-1',
  maxAttempts: 1,
  requestHandler: {
    handle: async (request: Sent) => {
      sent.push(request);
      throw new Error('nobody answers');
    },
  },
};

/** What differs from call to call: the time, what is signed with it, and the number of the call. */
const ofCall = new Set(['x-amz-date', 'authorization', 'amz-sdk-invocation-id']);

async function requestOf(call: Promise<unknown>): Promise<object> {
  await expect(call).rejects.toThrow('nobody answers');
  const request = sent.pop();
  if (request === undefined) throw new Error('nothing was sent');
  const { hostname, path, body, headers } = request;
  return {
    hostname,
    path,
    body,
    headers: Object.entries(headers).map(([name, value]) => [name, ofCall.has(name) ? 'varies' : value]),
    signed: /Credential=([^/]+).*SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.slice(1),
  };
}

describe('a client of which less is worked out for each call', () => {
  it('sends what the SDK’s own client sends, whatever came before', async () => {
    const plain = new IAMClient({ ...settings, credentials });
    const clientOf = sessionClients(IAMClient, settings as never, (client) => client);
    const lean = clientOf({ ...credentials, expiration: new Date('2031-01-01') });
    for (const name of ['one', 'two']) {
      const get = () => new GetRoleCommand({ RoleName: name });
      expect(await requestOf(lean.send(get()))).toEqual(await requestOf(plain.send(get())));
      const list = () => new ListRolesCommand({ PathPrefix: `/${name}/` });
      expect(await requestOf(lean.send(list()))).toEqual(await requestOf(plain.send(list())));
    }
  });

  it('has settings that V8 copies fast, which are those of before', () => {
    const client = new IAMClient({ ...settings, credentials });
    const before = client.config;
    expect(withCopiedSettings(client)).toBe(client);
    expect(client.config).not.toBe(before);
    expect({ ...client.config }).toEqual({ ...before });
  });
});

describe('the order of steps', () => {
  it('is worked out once for each command', async () => {
    const client = new IAMClient({ ...settings, credentials });
    let joined = 0;
    const { middlewareStack } = client;
    const concat = middlewareStack.concat.bind(middlewareStack);
    middlewareStack.concat = (own) => {
      joined += 1;
      return concat(own);
    };
    const contexts: HandlerExecutionContext[] = [];
    client.middlewareStack = orderedOnce(middlewareStack)((context) => contexts.push(context));
    for (let call = 0; call < 3; call++)
      await requestOf(client.send(new GetRoleCommand({ RoleName: 'one' })));
    await requestOf(client.send(new ListRolesCommand({})));
    expect(joined).toBe(2);
    // Each call has a context of its own: what a step notes there is no other call's.
    expect(contexts.map(({ commandName }) => commandName)).toEqual([
      ...Array(3).fill('GetRoleCommand'),
      'ListRolesCommand',
    ]);
    expect(new Set(contexts).size).toBe(4);
  });
});
