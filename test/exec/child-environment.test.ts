import { describe, expect, it } from 'vitest';
import { childEnvironment, renewedEnvironment } from '../../src/exec/child-environment.ts';
import { acmeSession } from '../support/client-run.ts';

const foreign = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_SESSION_EXPIRATION',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_ACCOUNT_ID',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_VAULT',
];
const kept = {
  PATH: '/bin',
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-2',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:7325',
  AWS_CA_BUNDLE: '/ca.pem',
  AWS_CONFIG_FILE: '/config',
  AWS_SHARED_CREDENTIALS_FILE: '/credentials',
  AWS_MAX_ATTEMPTS: '5',
  MY_AWS_PROFILE: 'mine',
};
const inherited = {
  ...kept,
  DIVERST_CLIENT: 'globex',
  DIVERST_EXPIRES: '1',
  ...Object.fromEntries(foreign.map((name) => [name, `foreign ${name}`])),
};

describe('childEnvironment', () => {
  it('replaces every credential of the parent by the session, and keeps all else', () => {
    expect(childEnvironment(inherited, acmeSession)).toEqual({
      ...kept,
      AWS_ACCESS_KEY_ID: acmeSession.accessKeyId,
      AWS_SECRET_ACCESS_KEY: acmeSession.secretAccessKey,
      AWS_SESSION_TOKEN: acmeSession.sessionToken,
      AWS_CREDENTIAL_EXPIRATION: acmeSession.expiration,
      DIVERST_EXPIRES: '1893459600',
      DIVERST_CLIENT: 'acme',
    });
  });

  it('sets the region of a session that has one', () => {
    expect(childEnvironment(inherited, { ...acmeSession, region: 'sa-east-1' })).toMatchObject({
      AWS_REGION: 'sa-east-1',
      AWS_DEFAULT_REGION: 'sa-east-1',
    });
  });

  it('knows names in any case, as Windows spells them', () => {
    expect(childEnvironment({ Aws_Profile: 'ops' }, acmeSession)).not.toHaveProperty('Aws_Profile');
  });

  it('does not say that credentials are being obtained, as a run for many may do at that moment', () => {
    expect(childEnvironment({ DIVERST_ASSUMING: 'client globex' }, acmeSession)).not.toHaveProperty(
      'DIVERST_ASSUMING',
    );
  });

  it('leaves what it was given as it is', () => {
    const env = { AWS_PROFILE: 'ops' };
    childEnvironment(env, acmeSession);
    expect(env).toEqual({ AWS_PROFILE: 'ops' });
  });
});

describe('renewedEnvironment', () => {
  it('gives the address and its token, and no key', () => {
    const env = renewedEnvironment(
      inherited,
      { ...acmeSession, region: 'sa-east-1' },
      { url: 'http://127.0.0.1:1/credentials', token: 'shown' },
    );
    expect(env).toEqual({
      ...kept,
      AWS_REGION: 'sa-east-1',
      AWS_DEFAULT_REGION: 'sa-east-1',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/credentials',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'shown',
      DIVERST_CLIENT: 'acme',
    });
  });
});
