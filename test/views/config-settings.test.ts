import { describe, expect, it } from 'vitest';
import { settingsText, type UsedSetting } from '../../src/views/config/settings.ts';
import { plain } from '../../src/views/paint.ts';

const setting = (key: string, value: unknown, source: UsedSetting['source'] = { kind: 'default' }) => ({
  ...{ key, value, source },
  path: key.split('.'),
});

const settings: readonly UsedSetting[] = [
  setting('profiles.ops', 'ops', { kind: 'environment', variable: 'AWS_PROFILE' }),
  setting('region', null),
  setting('client.role.maxSession', 5_400, { kind: 'file', line: 12 }),
  setting('client.ci', []),
  setting('client.labels', {}),
  setting('guardrails.enabled', ['leave', 'root-user', 'roles', 'lateral', 'outsiders', 'mfa']),
];

function textOf(width: number | null): readonly string[] {
  const config = { file: '/company/diverst.config.yaml', sandboxState: null, settings, unknownVariables: [] };
  return settingsText(config, plain, width).split('\n');
}

describe('settings as text', () => {
  it('are columns below their sections', () => {
    expect(textOf(200)).toEqual([
      'file      /company/diverst.config.yaml',
      'works on  AWS',
      '',
      'profiles',
      '  ops           ops                                               AWS_PROFILE',
      'region          not set                                           default',
      'client',
      '  role',
      '    maxSession  1h30m                                             line 12',
      '  ci            none                                              default',
      '  labels        none                                              default',
      'guardrails',
      '  enabled       leave, root-user, roles, lateral, outsiders, mfa  default',
      '',
    ]);
  });

  it('wrap values below each other', () => {
    expect(textOf(60).slice(-4)).toEqual([
      'guardrails',
      '  enabled       leave, root-user, roles,         default',
      '                lateral, outsiders, mfa',
      '',
    ]);
    expect(textOf(60).every((line) => line.length <= 60)).toBe(true);
  });

  it('stand below their names if there are too few columns', () => {
    const lines = textOf(40);
    expect(lines.slice(3, 7)).toEqual(['profiles', '  ops', '      ops', '      AWS_PROFILE']);
    expect(lines.every((line) => line.length <= 40)).toBe(true);
  });

  it('lets no value act on the terminal', () => {
    const config = {
      ...{ file: null, sandboxState: null, unknownVariables: [] },
      settings: [setting('profiles.ops', 'a\u001b[2Jb')],
    };
    expect(settingsText(config, plain, 80)).toContain('a\\u001b[2Jb');
  });
});
