/** What can stand in the header of a profile: something visible, in which no reader finds the end of the header. */
export const profileNamePattern = /^(?=.*\S)[^[\]\u0000-\u001f\u007f-\u009f]{1,256}$/;

/**
 * The text of an AWS configuration or credentials file, read as the AWS CLI reads it: `=` and `:` both set a value,
 * names of settings are not case-sensitive, and a line that is indented deeper than a setting belongs to it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export interface AwsFileText {
  readonly sections: readonly AwsSection[];
  readonly problems: readonly LineProblem[];
}

export interface AwsSection {
  /** What stands between the brackets. */
  readonly header: string;
  /** By name in lower case. */
  readonly settings: ReadonlyMap<string, string>;
  /** Settings below a setting without a value of its own, such as those of `s3 =`. */
  readonly nested: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A line that the AWS CLI refuses, or that tools read in different ways. */
export interface LineProblem {
  /** Counted from 1. */
  readonly line: number;
  /** Header of the section that the line is in; null before the first one. */
  readonly header: string | null;
  readonly kind: 'not understood' | 'repeated';
}

interface OpenSection {
  header: string;
  settings: Map<string, string>;
  nested: Map<string, Map<string, string>>;
}

export function readAwsFile(text: string): AwsFileText {
  const sections: OpenSection[] = [];
  const problems: LineProblem[] = [];
  let section: OpenSection | null = null;
  let option: { readonly name: string; readonly indent: number } | null = null;
  for (const [index, line] of text
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n/)
    .entries()) {
    const words = line.trim();
    if (words === '' || /^[#;]/.test(words)) continue;
    const problem = (kind: LineProblem['kind']) =>
      problems.push({ line: index + 1, header: section?.header ?? null, kind });
    if (words.startsWith('[')) {
      const header = /^\[([^\]]+)\]\s*(?:[#;].*)?$/.exec(words)?.[1];
      option = null;
      section = { header: header ?? words, settings: new Map(), nested: new Map() };
      const before = sections.find((one) => one.header === section?.header);
      if (header === undefined) problem('not understood');
      else if (before) {
        problem('repeated');
        section = before;
      } else sections.push(section);
      continue;
    }
    const indent = line.length - line.trimStart().length;
    const setting = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(words);
    if (section === null || setting === null) {
      problem('not understood');
      continue;
    }
    const [, name = '', raw = ''] = setting;
    const value = raw.replace(/(?:^|\s)[#;].*$/, '').trim();
    const below: Map<string, string> | undefined =
      option !== null && indent > option.indent ? section.nested.get(option.name) : undefined;
    if (below) {
      below.set(name.toLowerCase(), value);
    } else if (option !== null && indent > option.indent) {
      // The AWS CLI takes it for more of the value above, other tools for a setting.
      problem('not understood');
    } else {
      option = { name: name.toLowerCase(), indent };
      if (section.settings.has(option.name) || section.nested.has(option.name)) problem('repeated');
      if (value === '') section.nested.set(option.name, new Map());
      else section.settings.set(option.name, value);
    }
  }
  return { sections, problems };
}

/** The profile whose settings a section of the configuration file holds; null for any other section. */
export function profileOfHeader(header: string): string | null {
  if (header.trim() === 'default') return 'default';
  return nameAfter('profile', header);
}

/** The name in a header such as `profile ops`, `sso-session corp` or `services "local"`, in any spacing and quotes. */
export function nameAfter(kind: string, header: string): string | null {
  const [, word, rest] = /^\s*(\S+)\s+(.*?)\s*$/.exec(header) ?? [];
  if (word !== kind || rest === undefined) return null;
  const [, , quoted] = /^(["'])(.*)\1$/.exec(rest) ?? [];
  const name = quoted ?? rest;
  return name === '' || (quoted === undefined && /\s/.test(name)) ? null : name;
}
