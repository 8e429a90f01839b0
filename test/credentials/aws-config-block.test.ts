import { describe, expect, it } from 'vitest';
import {
  type ProcessProfile,
  profilesInBlock,
  removeProfiles,
  writeProfiles,
} from '../../src/credentials/aws-config-block.ts';
import fc from '../support/properties.ts';

const acme: ProcessProfile = { name: 'acme', credentialProcess: 'diverst client assume acme', region: null };
const globex: ProcessProfile = {
  name: 'globex',
  credentialProcess: 'diverst client assume globex',
  region: 'eu-central-1',
};

const block = (...sections: readonly string[]) =>
  [
    '# diverst: begin',
    '# Written by "diverst client profile": changes between these lines are lost.',
    sections.join('\n\n'),
    '# diverst: end',
    '',
  ].join('\n');
const acmeSection = '[profile acme]\ncredential_process = diverst client assume acme';
const globexSection =
  '[profile globex]\ncredential_process = diverst client assume globex\nregion = eu-central-1';

describe('writing profiles', () => {
  it('makes a block in an empty file', () => {
    expect(writeProfiles('', [acme])).toBe(block(acmeSection));
  });

  it('adds it behind what is there', () => {
    const own = '[default]\nregion = us-east-1\n';
    expect(writeProfiles(own, [acme, globex])).toBe(own + block(acmeSection, globexSection));
  });

  it('keeps the others of the block, and replaces its own', () => {
    const both = writeProfiles('', [acme, globex]);
    const moved = writeProfiles(both, [{ ...acme, region: 'us-west-2' }]);
    expect(moved).toBe(block(`${acmeSection}\nregion = us-west-2`, globexSection));
    expect(writeProfiles(writeProfiles('', [acme]), [globex])).toBe(both);
  });

  it('keeps unknown sections and comments within the block', () => {
    const text = block('[sso-session x]\nsso_region = us-east-1', `${acmeSection}\n# mine\n`, globexSection);
    expect(writeProfiles(text, [acme, globex])).toBe(text);
  });

  it('leaves one of two sections of a name in the block', () => {
    const twice = block(acmeSection, globexSection, acmeSection);
    expect(profilesInBlock(writeProfiles(twice, [acme]), 'client')).toEqual(['acme', 'globex']);
  });

  it('uses the line ends of the file', () => {
    const text = writeProfiles('[default]\r\nregion = us-east-1\r\n', [acme]);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text.endsWith('# diverst: end\r\n')).toBe(true);
  });

  it('leaves the last line without an end where it was so', () => {
    const text = writeProfiles('[default]\nregion = us-east-1', [acme]);
    expect(text).toBe(`[default]\nregion = us-east-1\n${block(acmeSection)}`.trimEnd());
    expect(removeProfiles(text, 'client', 'all')).toBe('[default]\nregion = us-east-1');
  });

  it.each([['\ufeff'], ['\u00ef\u00bb\u00bf']])('sees a header behind a byte order mark %j', (mark) => {
    expect(writeProfiles(mark, [acme])).toBe(mark + block(acmeSection));
    expect(writeProfiles(writeProfiles(mark, [acme]), [acme])).toBe(mark + block(acmeSection));
    expect(() => writeProfiles(`${mark}[profile acme]\n`, [acme])).toThrow('line 1');
  });

  it.each([
    '[profile acme]',
    '[profile "acme"]',
    "[ profile\t'acme' ]  # mine",
    '  [profile acme]',
    '[profile acme]\r',
  ])('refuses a profile of that name outside the block: %j', (header) => {
    const text = `[default]\n\n${header}\nregion = x\n`;
    for (const before of [text, text + block(globexSection), block(globexSection) + text]) {
      expect(() => writeProfiles(before, [acme])).toThrow(
        expect.objectContaining({
          kind: 'taken',
          lines: [before.split('\n').findIndex((line) => /acme/.test(line)) + 1],
        }),
      );
      expect(writeProfiles(before, [globex])).toContain(text);
    }
  });

  it('takes neither a comment nor another name for it', () => {
    const own = '# [profile acme]\n[profile acme2]\n[profile Acme]\n[acme]\n';
    expect(writeProfiles(own, [acme])).toBe(own + block(acmeSection));
  });
});

describe('damaged markers', () => {
  it.each<[string, string]>([
    ['no end', `${'# diverst: begin'}\n${acmeSection}\n`],
    ['no begin', `${acmeSection}\n# diverst: end\n`],
    ['two blocks', block(acmeSection) + block(globexSection)],
    ['one within another', `# diverst: begin\n${block(acmeSection)}`],
    ['two ends', `${block(acmeSection)}# diverst: end\n`],
    ['the end first', `# diverst: end\n${acmeSection}\n# diverst: begin\n`],
    ['a changed marker', block(acmeSection).replace('diverst: end', 'Diverst:end of it')],
    ['something behind the marker', block(acmeSection).replace('# diverst: end\n', '# diverst: end[x]\n')],
  ])('%s is refused, with its line', (_, text) => {
    for (const work of [() => writeProfiles(text, [acme]), () => removeProfiles(text, 'client', 'all')]) {
      expect(work).toThrow(
        expect.objectContaining({ kind: 'damaged', message: expect.stringMatching(/line \d/) }),
      );
    }
  });
});

describe('removing profiles', () => {
  it('keeps the others', () => {
    expect(removeProfiles(block(acmeSection, globexSection), 'client', ['acme'])).toBe(block(globexSection));
    expect(removeProfiles(block(acmeSection, globexSection), 'client', ['globex'])).toBe(block(acmeSection));
    expect(removeProfiles(block(acmeSection), 'client', ['globex'])).toBe(block(acmeSection));
  });

  it('keeps what is not its own', () => {
    const text = block('[sso-session x]\nsso_region = us-east-1', `${acmeSection}\n# mine`);
    const rest = removeProfiles(text, 'client', 'all');
    expect(rest).toContain('[sso-session x]');
    expect(rest).toContain('# mine');
    expect(rest).not.toContain('acme');
  });
});

const line = fc.oneof(
  fc.constantFrom(
    '[default]',
    '[profile own]',
    '',
    '# note',
    '  nested = 1',
    's3 =',
    'a = b # c',
    '\u00e9\u00ff',
    'x\r',
  ),
  fc.string().filter((text) => !/[\n]|diverst|\[/.test(text)),
);
const anyText = fc
  .tuple(
    fc.constantFrom('', '\ufeff', '\u00ef\u00bb\u00bf'),
    fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n'))),
    fc.oneof(fc.constant(''), line),
  )
  .map(([mark, lines, last]) => mark + lines.map((parts) => parts.join('')).join('') + last);
const name = fc.constantFrom('acme', 'globex', 'initech', 'hooli');
const profiles = fc.uniqueArray(
  fc.record({
    name,
    credentialProcess: fc.stringMatching(/^diverst [ -~]{1,20}[a-z]$/),
    region: fc.constantFrom(null, 'eu-central-1', 'us-east-1'),
  }),
  { selector: (one) => one.name, minLength: 1 },
);

describe('for every file', () => {
  const outside = (text: string) => {
    const [from, to] = ['# diverst: begin', '# diverst: end'].map((marker) => text.indexOf(marker));
    return [text.slice(0, from), text.slice((to ?? 0) + '# diverst: end'.length)];
  };

  it('all that was there is there, as it was, and nothing but the block is added', () => {
    fc.assert(
      fc.property(anyText, profiles, (text, list) => {
        const [before = '', after = ''] = outside(writeProfiles(text, list));
        expect(before.startsWith(text)).toBe(true);
        expect([before.slice(text.length), after]).toContain('');
        expect((before.slice(text.length) + after).replace(/^\r?\n$/, '')).toBe('');
      }),
    );
  });

  it('further writes and removals never touch what is around the block', () => {
    fc.assert(
      fc.property(anyText, anyText, profiles, profiles, fc.array(name), (head, tail, first, second, gone) => {
        const start = `${head.replace(/[^\n]*$/, '')}${writeProfiles('', first)}${tail.replace(/^(\ufeff|\u00ef\u00bb\u00bf)/, '')}`;
        const around = outside(start);
        const next = writeProfiles(start, second);
        expect(outside(next)).toEqual(around);
        const left = removeProfiles(next, 'client', gone);
        if (left.includes('# diverst: begin')) expect(outside(left)).toEqual(around);
        else expect(left).toBe(around[0] + (around[1] ?? '').replace(/^\r?\n/, ''));
      }),
    );
  });

  it('a second write changes nothing', () => {
    fc.assert(
      fc.property(anyText, profiles, profiles, (text, first, second) => {
        const once = writeProfiles(writeProfiles(text, first), second);
        expect(writeProfiles(once, second)).toBe(once);
      }),
    );
  });

  it('what was written one by one, in any order, holds the same profiles', () => {
    fc.assert(
      fc.property(anyText, profiles, (text, list) => {
        const one = list.reduce((so, profile) => writeProfiles(so, [profile]), text);
        expect(one).toBe(writeProfiles(text, list));
        const turned = list.toReversed().reduce((so, profile) => writeProfiles(so, [profile]), text);
        expect([...profilesInBlock(turned, 'client')].sort()).toEqual(
          list.map((profile) => profile.name).sort(),
        );
      }),
    );
  });

  it('removing all that was written gives the file back', () => {
    fc.assert(
      fc.property(anyText, profiles, (text, list) => {
        const written = writeProfiles(text, list);
        expect(removeProfiles(written, 'client', 'all')).toBe(text);
        expect(list.reduce((so, profile) => removeProfiles(so, 'client', [profile.name]), written)).toBe(
          text,
        );
      }),
    );
  });

  it('removing a profile that was added gives the block back', () => {
    fc.assert(
      fc.property(anyText, profiles, (text, list) => {
        const before = writeProfiles(text, list);
        const added = { name: 'added', credentialProcess: 'diverst x', region: null };
        expect(removeProfiles(writeProfiles(before, [added]), 'client', ['added'])).toBe(before);
      }),
    );
  });
});
