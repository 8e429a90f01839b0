import { describe, expect, it } from 'vitest';
import {
  type ConsoleHosts,
  consoleDestination,
  consoleHosts,
  isServiceName,
  loginUrl,
  signinTokenUrl,
} from '../../src/credentials/console-url.ts';

const aws: ConsoleHosts = { signIn: 'signin.aws.amazon.com', console: 'console.aws.amazon.com' };
const awkward = 'a+b/c=d&e#f?g h%i"j\'k\\lü';

describe('consoleHosts', () => {
  it.each([
    ['aws', aws],
    ['aws-us-gov', { signIn: 'signin.amazonaws-us-gov.com', console: 'console.amazonaws-us-gov.com' }],
    ['aws-cn', { signIn: 'signin.amazonaws.cn', console: 'console.amazonaws.cn' }],
  ])('knows the partition %s', (partition, hosts) => {
    expect(consoleHosts(`arn:${partition}:iam::111122223333:role/path/acme-production`)).toEqual(hosts);
  });

  it.each(['arn:aws-iso:iam::111122223333:role/x', 'arn:constructor:iam::111122223333:role/x', 'nonsense'])(
    'knows none for %s',
    (arn) => {
      expect(consoleHosts(arn)).toBeNull();
    },
  );
});

describe('signinTokenUrl', () => {
  const url = signinTokenUrl(aws, {
    accessKeyId: 'ASIA1',
    secretAccessKey: awkward,
    sessionToken: `${awkward}${awkward}`,
  });

  it('asks the federation endpoint with the credentials as one encoded value', () => {
    expect(`${url.origin}${url.pathname}`).toBe('https://signin.aws.amazon.com/federation');
    expect([...url.searchParams.keys()]).toEqual(['Action', 'Session']);
    expect(url.searchParams.get('Action')).toBe('getSigninToken');
    expect(JSON.parse(url.searchParams.get('Session') ?? '')).toEqual({
      sessionId: 'ASIA1',
      sessionKey: awkward,
      sessionToken: `${awkward}${awkward}`,
    });
  });

  it('writes neither a space nor a plus sign as a plus sign', () => {
    expect(url.search).not.toContain('+');
  });

  it('leaves SessionDuration out', () => {
    expect(url.href).not.toContain('SessionDuration');
  });
});

it('loginUrl encodes every value', () => {
  const url = loginUrl(aws, { issuer: awkward, destination: 'https://x/?a=b&c=d#e', signinToken: awkward });
  expect(Object.fromEntries(url.searchParams)).toEqual({
    Action: 'login',
    Issuer: awkward,
    Destination: 'https://x/?a=b&c=d#e',
    SigninToken: awkward,
  });
  expect(url.hash).toBe('');
});

describe('consoleDestination', () => {
  it.each([
    [null, null, 'https://console.aws.amazon.com/console/home'],
    [null, 'eu-west-1', 'https://console.aws.amazon.com/console/home?region=eu-west-1'],
    ['ec2', 'eu-west-1', 'https://console.aws.amazon.com/ec2/home?region=eu-west-1'],
    ['s3', null, 'https://console.aws.amazon.com/s3/home'],
    ['ec2', 'a&b=c', 'https://console.aws.amazon.com/ec2/home?region=a%26b%3Dc'],
  ])('of service %s in region %s', (service, region, url) => {
    expect(consoleDestination(aws, service, region)).toBe(url);
  });
});

it.each([
  ['ec2', true],
  ['systems-manager', true],
  ['', false],
  ['EC2', false],
  ['../evil', false],
  ['ec2/home?x', false],
  ['ec2\n', false],
])('isServiceName(%j) is %s', (name, valid) => {
  expect(isServiceName(name)).toBe(valid);
});
