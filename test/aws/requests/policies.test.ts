import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DescribePolicyCommand,
  EnablePolicyTypeCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/aws/errors/aws-error.ts';
import { policiesApi } from '../../../src/aws/policies.ts';
import { answer, sending } from './sending.ts';

const sdk = new OrganizationsClient({ region: 'us-east-1' });
const client = mockClient(sdk);
const api = policiesApi(sdk, sending);
beforeEach(() => client.reset());

const type = 'SERVICE_CONTROL_POLICY';
const document = '{"Version":"2012-10-17","Statement":[]}';

describe('a list of policies is read to its end, empty pages included', () => {
  it('of a type', async () => {
    client
      .on(ListPoliciesCommand, { Filter: type })
      .resolvesOnce({
        Policies: [{ Id: 'p-FullAWSAccess', Name: 'FullAWSAccess', AwsManaged: true }],
        NextToken: 'a',
      })
      .resolvesOnce({ NextToken: 'b' })
      .resolvesOnce({ Policies: [{ Id: 'p-12345678', Name: 'limits', AwsManaged: false }] });
    expect(await api.listPolicies(type)).toEqual([
      { id: 'p-FullAWSAccess', name: 'FullAWSAccess', isAwsManaged: true },
      { id: 'p-12345678', name: 'limits', isAwsManaged: false },
    ]);
    expect(client.commandCalls(ListPoliciesCommand).map(({ args }) => args[0].input.NextToken)).toEqual([
      undefined,
      'a',
      'b',
    ]);
  });

  it('of a target, of a type', async () => {
    client
      .on(ListPoliciesForTargetCommand, { TargetId: 'r-root', Filter: type })
      .resolvesOnce({ Policies: [], NextToken: 'a' })
      .resolvesOnce({ Policies: [{ Id: 'p-12345678' }] });
    expect(await api.attachedTo('r-root', type)).toEqual(['p-12345678']);
  });

  it('and so are the targets of a policy', async () => {
    client
      .on(ListTargetsForPolicyCommand, { PolicyId: 'p-12345678' })
      .resolvesOnce({ Targets: [{ TargetId: 'r-root' }], NextToken: 'a' })
      .resolvesOnce({ Targets: [{ TargetId: '111111111111' }] });
    expect(await api.targetsOf('p-12345678')).toEqual(['r-root', '111111111111']);
  });
});

describe('a policy', () => {
  it('is read as it was written', async () => {
    client.on(DescribePolicyCommand, { PolicyId: 'p-12345678' }).resolves({ Policy: { Content: document } });
    expect(await api.documentOf('p-12345678')).toBe(document);
  });

  it('that was deleted meanwhile has no document and no targets', async () => {
    const gone = answer('PolicyNotFoundException', 400);
    client.on(DescribePolicyCommand).rejects(gone).on(ListTargetsForPolicyCommand).rejects(gone);
    expect(await api.documentOf('p-12345678')).toBeNull();
    expect(await api.targetsOf('p-12345678')).toEqual([]);
  });

  it('without a document is no answer', async () => {
    client.on(DescribePolicyCommand).resolves({ Policy: {} });
    await expect(api.documentOf('p-12345678')).rejects.toMatchObject({ code: 'UnreadableAnswer' });
  });

  it('is created with a description, which the SDK demands, and tags', async () => {
    client.on(CreatePolicyCommand).resolves({ Policy: { PolicySummary: { Id: 'p-12345678' } } });
    const tags = { 'diverst:managed-by': 'diverst' };
    expect(await api.createPolicy({ type, name: 'limits', document, description: 'Limits', tags })).toBe(
      'p-12345678',
    );
    expect(client.commandCalls(CreatePolicyCommand)[0]?.args[0].input).toEqual({
      Type: type,
      Name: 'limits',
      Content: document,
      Description: 'Limits',
      Tags: [{ Key: 'diverst:managed-by', Value: 'diverst' }],
    });
  });

  it('is updated in its document alone', async () => {
    client.on(UpdatePolicyCommand).resolves({});
    await api.updatePolicy('p-12345678', document);
    expect(client.commandCalls(UpdatePolicyCommand)[0]?.args[0].input).toEqual({
      PolicyId: 'p-12345678',
      Content: document,
    });
  });
});

describe('what is so already is no error', () => {
  it.each([
    [
      'an attachment',
      AttachPolicyCommand,
      'DuplicatePolicyAttachmentException',
      () => api.attachPolicy('p-1', 'r-1'),
    ],
    [
      'a type',
      EnablePolicyTypeCommand,
      'PolicyTypeAlreadyEnabledException',
      () => api.enableType('r-1', type),
    ],
  ] as const)('%s', async (_name, command, code, send) => {
    // The mock cannot choose between two kinds of commands.
    const on = client.on(command as typeof AttachPolicyCommand);
    on.resolvesOnce({}).rejectsOnce(answer(code, 400)).rejectsOnce(answer('AccessDeniedException', 403));
    expect(await send()).toBe(true);
    expect(await send()).toBe(false);
    await expect(send()).rejects.toBeInstanceOf(AwsError);
  });
});
