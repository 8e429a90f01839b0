import { formatDuration } from '../../model/duration.ts';
import { escapeName } from '../escape.ts';
import type { Paint } from '../paint.ts';
import { textWidth } from '../text-width.ts';
import { wrapped } from '../wrapped.ts';

/** Where a value comes from. */
export type SettingSource =
  | { readonly kind: 'option'; readonly option: string }
  | { readonly kind: 'file'; readonly line: number }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'default' };

/** A setting as it is in use. */
export interface UsedSetting {
  /** Keys from the top. */
  readonly path: readonly string[];
  readonly key: string;
  readonly value: unknown;
  readonly source: SettingSource;
}

export interface UsedConfig {
  /** Absolute path; null if there is none. */
  readonly file: string | null;
  /** The sandbox's file, if commands work on the sandbox; null if they work on AWS. */
  readonly sandboxState: string | null;
  readonly settings: readonly UsedSetting[];
  /** Variables with our prefix that diverst does not read. */
  readonly unknownVariables: readonly string[];
}

/** The stable object of `--json`. */
export function settingsJson({ file, sandboxState, settings, unknownVariables }: UsedConfig): string {
  const shown = settings.map(({ key, value, source }) => ({ key, value, source }));
  return `${JSON.stringify({ file, sandboxState, settings: shown, unknownVariables })}\n`;
}

interface Row {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

/** Columns between which there are two blanks, and the least that a column of values is worth. */
const gap = 2;
const leastValue = 20;

/**
 * A line for each setting below its sections: name, value, and where the value comes from.
 * @param width columns; null for no limit
 */
export function settingsText(config: UsedConfig, paint: Paint, width: number | null): string {
  const rows = rowsOf(config.settings);
  const head: readonly Row[] = [
    {
      name: 'file',
      value: config.file ?? 'none in this directory or a parent directory: every value is a default',
      source: '',
    },
    {
      name: 'works on',
      value: config.sandboxState === null ? 'AWS' : `the sandbox ${config.sandboxState}`,
      source: '',
    },
  ];
  const lines = [...inWidth(head, paint, width), '', ...inWidth(rows, paint, width)];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Sections as rows of their own, each once, before what is in them. */
function rowsOf(settings: readonly UsedSetting[]): readonly Row[] {
  let open: readonly string[] = [];
  return settings.flatMap(({ path, value, source }) => {
    const sections = path.slice(0, -1);
    const known = sections.findIndex((name, at) => open[at] !== name);
    const from = known < 0 ? sections.length : known;
    open = sections;
    const headings = sections.slice(from).map((name, at): Row => {
      return { name: indented(name, from + at), value: '', source: '' };
    });
    const name = indented(path.at(-1) ?? '', sections.length);
    return [...headings, { name, value: valueText(path, value), source: sourceText(source) }];
  });
}

function indented(name: string, depth: number): string {
  return '  '.repeat(depth) + escapeName(name);
}

function inWidth(rows: readonly Row[], paint: Paint, width: number | null): readonly string[] {
  const widest = (cell: keyof Row) => Math.max(...rows.map((row) => textWidth(row[cell])));
  const column = widest('name') + gap;
  const source = widest('source');
  const room = width === null ? null : width - column - (source === 0 ? 0 : source + gap);
  if (room !== null && room < leastValue) return rows.flatMap((row) => stacked(row, paint, width));
  const valueWidth = Math.min(widest('value'), room ?? Number.POSITIVE_INFINITY);
  return rows.flatMap(({ name, value, source: from }) => {
    const [first = '', ...more] = wrapped('', value, room, 0);
    const padded = first + ' '.repeat(Math.max(0, valueWidth - textWidth(first)));
    return [
      `${name.padEnd(column)}${padded}${from === '' ? '' : `${' '.repeat(gap)}${paint.dim(from)}`}`,
      ...more.map((line) => ' '.repeat(column) + line),
    ];
  });
}

/** For a terminal that is too narrow for columns. */
function stacked({ name, value, source }: Row, paint: Paint, width: number | null): readonly string[] {
  const indent = ' '.repeat((/^ */.exec(name)?.[0].length ?? 0) + 4);
  return [
    name,
    ...(value === '' ? [] : wrapped(indent, value, width)),
    ...(source === '' ? [] : [`${indent}${paint.dim(source)}`]),
  ];
}

function valueText(path: readonly string[], value: unknown): string {
  if (value === null) return 'not set';
  if (path.at(-1) === 'maxSession' && typeof value === 'number') return formatDuration(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : listText(value);
  if (typeof value === 'object')
    return Object.keys(value).length === 0 ? 'none' : escapeName(JSON.stringify(value));
  return escapeName(String(value));
}

function listText(values: readonly unknown[]): string {
  return values.map((one) => escapeName(typeof one === 'string' ? one : JSON.stringify(one))).join(', ');
}

function sourceText(source: SettingSource): string {
  switch (source.kind) {
    case 'option':
      return source.option;
    case 'file':
      return `line ${source.line}`;
    case 'environment':
      return source.variable;
    case 'profile':
      return `profile ${escapeName(source.profile)}`;
    case 'sandbox':
      return 'sandbox';
    case 'default':
      return 'default';
  }
}
