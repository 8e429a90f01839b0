import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesToHide, hide } from '../../src/exec/default-profile.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'diverst-home-'));
  mkdirSync(join(home, '.aws'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(home, '.aws', name), text);
const hidden = (env: NodeJS.ProcessEnv = {}) =>
  filesToHide({ HOME: home, ...env }).map(({ variable }) => variable);

describe('filesToHide', () => {
  it('has nothing to hide where there are no files', () => {
    expect(hidden()).toEqual([]);
  });

  it('hides credentials of the default profile', () => {
    write('credentials', '[default]\naws_access_key_id = AKIA\naws_secret_access_key = s\n');
    expect(filesToHide({ HOME: home })).toEqual([
      { variable: 'AWS_SHARED_CREDENTIALS_FILE', file: join(home, '.aws', 'credentials') },
    ]);
  });

  it.each([
    '[default]\ncredential_process = get keys',
    '[default]\nregion = eu-west-1\nrole_arn=arn:aws:iam::111122223333:role/x',
    '[default]\r\nsso_session = corp\r\n',
    '[profile default]\nAWS_ACCESS_KEY_ID = AKIA',
    '[ default ]\n  login_session = x',
    '["default"]\nweb_identity_token_file = /t',
    '[profile a]\nregion = x\n[default]\nsource_profile = a',
  ])('hides a configuration with %j', (text) => {
    write('config', text);
    expect(hidden()).toEqual(['AWS_CONFIG_FILE']);
  });

  it.each([
    '[default]\nregion = eu-west-1\noutput = json\ns3 =\n  max_concurrent_requests = 20\n',
    '[profile ops]\naws_access_key_id = AKIA\n',
    '[default]\n# aws_access_key_id = AKIA\n[profile x]\nrole_arn = y\n',
    '[sso-session default]\nsso_region = x\n',
    '',
  ])('keeps a configuration with %j', (text) => {
    write('config', text);
    expect(hidden()).toEqual([]);
  });

  it('reads the files that the environment names, ~ as the home folder', () => {
    write('other', '[default]\naws_access_key_id = AKIA\n');
    expect(hidden({ AWS_CONFIG_FILE: '~/.aws/other' })).toEqual(['AWS_CONFIG_FILE']);
    expect(hidden({ AWS_CONFIG_FILE: join(home, '.aws', 'other') })).toEqual(['AWS_CONFIG_FILE']);
  });

  it('hides what cannot be read', () => {
    expect(hidden({ AWS_CONFIG_FILE: home })).toEqual(['AWS_CONFIG_FILE']);
  });
});

it('hide points the variables at nothing', () => {
  expect(hide([{ variable: 'AWS_CONFIG_FILE', file: '/x' }])).toEqual({ AWS_CONFIG_FILE: devNull });
});
