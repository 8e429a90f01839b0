import { describe, expect, it } from 'vitest';
import { harmlessConfig } from '../../src/model/harmless-settings.ts';

describe('harmlessConfig', () => {
  it('keeps how AWS is called', () => {
    const text = `[default]
region = eu-west-1
ca_bundle = /company.pem
retry_mode = adaptive
cli_pager = less
s3 =
  max_concurrent_requests = 20
services = local
[services local]
iam =
  endpoint_url = http://127.0.0.1:1
`;
    const kept = harmlessConfig(text);
    expect(kept.leavesOut).toBe(false);
    expect(kept.text.split('\n').sort()).toEqual(text.split('\n').sort());
  });

  it.each([
    'aws_access_key_id = AKIA',
    'aws_secret_access_key: s',
    'AWS_SESSION_TOKEN = t',
    'credential_process = get keys',
    'credential_source: Environment',
    'login_session = x',
    'role_arn=arn:aws:iam::111122223333:role/x',
    'source_profile = a',
    'sso_session = corp',
    'web_identity_token_file = /t',
    'some_setting_of_tomorrow = x',
  ])('leaves out %j, in any section that may be the default profile', (line) => {
    for (const header of ['default', 'profile default', ' default ', 'profile  "default"']) {
      expect(harmlessConfig(`[${header}]\n${line}\nregion = r\n`)).toEqual({
        text: '[default]\nregion = r\n',
        leavesOut: true,
      });
    }
  });

  it.each([
    ['[profile x]\nregion = r\n'],
    ['[sso-session corp]\nsso_region = r\n'],
    ['["default"]\naws_access_key_id = A\n'],
    ['[default\naws_access_key_id = A\n'],
    ['aws_access_key_id = A\n'],
    ['[services a\u0000]\niam =\n  endpoint_url = u\n'],
  ])('leaves out all of %j', (text) => {
    expect(harmlessConfig(text)).toEqual({ text: '', leavesOut: true });
  });
});
