import { expect, test } from 'vitest';
import { ground } from '../ground.ts';

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What comes back to a request that a service's client signed. */
async function ask(service: string | null, { headers = {}, body = '' }: Asked = {}) {
  const scope = `Credential=AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/${service}/aws4_request`;
  const { response } = await ground().sandbox.requestHandler.handle({
    method: 'POST',
    path: '/',
    headers: { ...(service === null ? {} : { authorization: `AWS4-HMAC-SHA256 ${scope}` }), ...headers },
    body,
  });
  return { ...response, text: Buffer.from(response.body as Uint8Array).toString() };
}

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const sentence =
  'The sandbox answers Organizations, IAM, STS, CloudTrail, S3 and Cost Explorer only. This request is for another service: ';

test('a service that speaks awsJson reads the refusal as JSON', async () => {
  const headers = { 'x-amz-target': 'StarlingDoveService.DescribeConfigRules' };
  const { statusCode, headers: answered, text } = await ask('config', { headers, body: '{}' });
  expect(statusCode).toBe(400);
  expect(answered['content-type']).toBe('application/x-amz-json-1.1');
  expect(JSON.parse(text)).toEqual({ __type: 'UnknownOperationException', message: `${sentence}config.` });
});

test('without a signature the target says whose the request is', async () => {
  const { text } = await ask(null, {
    headers: { 'x-amz-target': 'StarlingDoveService.DescribeConfigRules' },
  });
  expect(JSON.parse(text)).toMatchObject({ message: `${sentence}StarlingDoveService.` });
});

test.each([
  ['autoscaling', '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code>'],
  ['ec2', '<Response><Errors><Error><Code>InvalidAction</Code>'],
])('the query service %s reads it as its own XML', async (service, start) => {
  const { statusCode, text } = await ask(service, {
    headers: form,
    body: 'Action=Describe&Version=2011-01-01',
  });
  expect(statusCode).toBe(400);
  expect(text).toMatch(`${start}<Message>${sentence}${service}.</Message>`);
});

test.each([
  ['s3express', /^<Error><Code>UnknownOperationException<\/Code>/],
  ['route53', /^<ErrorResponse><Error><Type>Sender<\/Type><Code>UnknownOperationException<\/Code>/],
  ['eks', /^\{"code":"UnknownOperationException"/],
])('the REST service %s reads it in its form', async (service, start) => {
  const { statusCode, headers, text } = await ask(service);
  expect(statusCode).toBe(400);
  expect(text).toMatch(start);
  expect(text).toContain(`${sentence}${service}.`);
  expect(headers['x-amzn-errortype']).toBe(service === 'eks' ? 'UnknownOperationException' : undefined);
});

test('a service that speaks CBOR reads it as CBOR', async () => {
  const { headers, text } = await ask('monitoring', { headers: { 'smithy-protocol': 'rpc-v2-cbor' } });
  expect(headers).toMatchObject({ 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' });
  expect(text).toContain(`message`);
  expect(text).toContain(`${sentence}monitoring.`);
});

test("a signature's scope decides, whatever the request looks like", async () => {
  // CloudFormation's form, with the version that IAM happens to have.
  const { text } = await ask('cloudformation', {
    headers: form,
    body: 'Action=ListRoles&Version=2010-05-08',
  });
  expect(text).toContain(`${sentence}cloudformation.`);
});
