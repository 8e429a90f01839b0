import { describe, expect, it } from 'vitest';
import { nameAfter, profileOfHeader, readAwsFile } from '../../src/model/aws-file.ts';

const settings = (text: string) =>
  readAwsFile(text).sections.map(({ header, settings: found }) => [header, Object.fromEntries(found)]);

describe('readAwsFile', () => {
  it.each([
    ['a = 1', { a: '1' }],
    ['a: 1', { a: '1' }],
    ['a:1', { a: '1' }],
    ['A_B = 1', { a_b: '1' }],
    ['a = b:c = d', { a: 'b:c = d' }],
    ['  a = 1\n  b = 2', { a: '1', b: '2' }],
    ['a = 1 # why', { a: '1' }],
    ['a = 1#2', { a: '1#2' }],
    ['# a = 1\n; b = 2\n\t# c = 3', {}],
    ['a =', {}],
  ])('%j', (text, expected) => {
    expect(settings(`[x]\n${text}\n`)).toEqual([['x', expected]]);
    expect(settings(`[x]\r\n${text.replaceAll('\n', '\r\n')}\r\n`)).toEqual([['x', expected]]);
  });

  it('keeps settings below another one apart', () => {
    const { sections, problems } = readAwsFile('[default]\ns3 =\n  a = 1\n  B: 2\nregion = r\n');
    expect(sections[0]?.settings).toEqual(new Map([['region', 'r']]));
    expect(sections[0]?.nested).toEqual(
      new Map([
        [
          's3',
          new Map([
            ['a', '1'],
            ['b', '2'],
          ]),
        ],
      ]),
    );
    expect(problems).toEqual([]);
  });

  it('takes a section’s header with a comment, and after a byte order mark', () => {
    expect(settings('\u{feff}[default] # mine\na = 1\n  [b]\nc = 2')).toEqual([
      ['default', { a: '1' }],
      ['b', { c: '2' }],
    ]);
  });

  it.each([
    ['a = 1', 1, null, 'not understood'],
    ['[x]\nwords', 2, 'x', 'not understood'],
    ['[x]\na = 1\n  b = 2', 3, 'x', 'not understood'],
    ['[x\na = 1', 1, '[x', 'not understood'],
    ['[x]\na = 1\nA: 2', 3, 'x', 'repeated'],
    ['[x]\na = 1\n[y]\n[x]\nb = 2', 4, 'x', 'repeated'],
  ])('reports a line of %j', (text, line, header, kind) => {
    expect(readAwsFile(text).problems).toEqual([{ line, header, kind }]);
  });

  it('gives settings below a broken header to no section', () => {
    expect(settings('[x]\na = 1\n[y\nb = 2')).toEqual([['x', { a: '1' }]]);
  });
});

describe('the name in a header', () => {
  it.each([
    ['default', 'default'],
    ['profile ops', 'ops'],
    ['profile   ops', 'ops'],
    ['profile\tops ', 'ops'],
    ['profile "ops"', 'ops'],
    ["profile  'my ops'", 'my ops'],
    ['profile default', 'default'],
    ['profile my ops', null],
    ['profile', null],
    ['profiles ops', null],
    ['sso-session ops', null],
    ['ops', null],
  ])('%j: %j', (header, name) => {
    expect(profileOfHeader(header)).toBe(name);
  });

  it('is read for other kinds of sections too', () => {
    expect(nameAfter('sso-session', 'sso-session  "corp"')).toBe('corp');
  });
});
