import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  type YAMLParseError,
} from 'yaml';
import { accountKinds, defaultStructure } from '../model/structure.ts';
import { type ConfigProblem, escapeControls, formatKeyPath, type KeyPath } from './problem.ts';

export interface ConfigPosition {
  readonly line: number;
  readonly column: number;
}

/** A configuration file's content, not yet compared with what is allowed. */
export interface ParsedConfig {
  /**
   * Mappings are objects without a prototype, so that no key can collide with one of JavaScript's own. Null for an
   * empty file, undefined for one that can't be read as YAML.
   */
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Where the value of a key is, or the nearest thing around it that is in the file. */
  positionOf(path: KeyPath): ConfigPosition | undefined;
  positionOfKey(path: KeyPath): ConfigPosition | undefined;
  /** @param offset in characters from the beginning of the text */
  positionAt(offset: number): ConfigPosition | undefined;
  /** How a plain number, boolean or the like is spelt in the file. */
  spellingOf(path: KeyPath): string | undefined;
}

/** The keys go three deep. The composer recurses, and at the end of the stack it can take the process with it. */
const DEEPEST = 50;

/**
 * Reads YAML 1.2, and with it JSON, keeping where everything is. Anchors, aliases and tags are refused: they make a
 * file of a few lines stand for a huge value, and nothing here needs them. Never throws.
 */
export function parseConfig(text: string): ParsedConfig {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const reading = new Reading(lines);
  if (depthOf(tokens) > DEEPEST) {
    reading.problems.push({ key: null, message: `the file is nested more than ${DEEPEST} levels deep` });
    return reading.result(undefined);
  }
  // Left on, `prettyErrors` quotes the source line, and `uniqueKeys` does not say where the first one is.
  const composer = new Composer({ lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  for (const error of document?.errors ?? []) reading.reportSyntax(error, text);
  if (second !== undefined) {
    reading.report(null, second.range[0], 'a second document begins here; the file can have only one');
  }
  // What a parser makes of a broken file says nothing about what was meant.
  if (reading.problems.length > 0) return reading.result(undefined);
  return reading.result(reading.read(document?.contents ?? null, []));
}

/** The parser's message without the bits of the file that it may end with: an error must not repeat a secret. */
function sentence(message: string): string {
  const text = message.replace(/:\s.*$/s, '');
  return escapeControls(text.charAt(0).toLowerCase() + text.slice(1));
}

function depthOf(tokens: readonly CST.Token[]): number {
  let deepest = 0;
  const open: (readonly [CST.Token, number])[] = tokens.map((token) => [token, 0]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [token, depth] = next;
    deepest = Math.max(deepest, depth);
    if (token.type === 'document' && token.value !== undefined) open.push([token.value, depth]);
    if (!('items' in token)) continue;
    for (const item of token.items) {
      if ('key' in item && item.key) open.push([item.key, depth + 1]);
      if ('value' in item && item.value) open.push([item.value, depth + 1]);
    }
  }
  return deepest;
}

/** What to do about `name: {client}-production`. */
/** @param placeholder e.g. `{client}`, which YAML reads as a mapping */
export function quoteFix(placeholder: string): string {
  return `put a value that begins with ${placeholder} in quotes: "${placeholder}…"`;
}

const placeholders = accountKinds(defaultStructure).map(({ placeholder }) => placeholder);

/** The placeholder of a template that a line has without quotes. */
function barePlaceholder(line: string): string | undefined {
  const [, found = ''] = /[:[,-]\s*(\{[a-z]+\})/.exec(line) ?? [];
  return placeholders.find((one) => one === found);
}

class Reading {
  readonly problems: ConfigProblem[] = [];
  readonly #values = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  readonly #brokenLines = new Set<number>();
  readonly #spellings = new Map<string, string>();
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  report(path: KeyPath | null, offset: number | undefined, message: string): void {
    const key = path === null ? null : formatKeyPath(path);
    this.problems.push({ key, message, ...this.#position(offset) });
  }

  /** Of several errors on one line only the first, which the others follow from. */
  reportSyntax(error: YAMLParseError, text: string): void {
    const place = this.#position(error.pos[0]);
    if (place !== undefined && this.#brokenLines.has(place.line)) return;
    if (place !== undefined) this.#brokenLines.add(place.line);
    const [line] = text.slice(text.lastIndexOf('\n', error.pos[0] - 1) + 1, error.pos[1]).split('\n');
    const placeholder = barePlaceholder(line ?? '');
    this.problems.push({
      key: null,
      message: `this is not valid YAML: ${sentence(error.message)}`,
      ...place,
      // The default role name begins with it, and to YAML a brace there opens a mapping.
      ...(placeholder === undefined ? {} : { fix: quoteFix(placeholder) }),
    });
  }

  /** The node as a plain value. What had to be refused is left out of it. */
  read(node: Node | null, path: KeyPath): unknown {
    const id = JSON.stringify(path);
    const offset = node?.range?.[0] ?? this.#keys.get(id);
    if (offset !== undefined) this.#values.set(id, offset);
    if (node === null) return null;
    if (isAlias(node)) {
      this.report(path, offset, 'aliases (*) are not allowed in this file; write the value instead');
      return undefined;
    }
    if (node.anchor !== undefined) this.report(path, offset, 'anchors (&) are not allowed in this file');
    if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) {
      this.report(path, offset, 'tags (!) are not allowed in this file');
      return undefined;
    }
    if (isSeq<Node | null>(node)) return node.items.map((item, index) => this.read(item, [...path, index]));
    if (isMap<Node | null, Node | null>(node)) {
      const object: Record<string, unknown> = Object.create(null);
      for (const pair of node.items) this.#readPair(pair.key, pair.value, path, object);
      return object;
    }
    if (!isScalar(node)) return undefined;
    if (typeof node.value !== 'string' && node.source !== undefined) this.#spellings.set(id, node.source);
    return node.value;
  }

  #readPair(keyNode: Node | null, value: Node | null, path: KeyPath, object: Record<string, unknown>): void {
    const keyOffset = keyNode?.range?.[0];
    if (!isScalar(keyNode) || keyNode.value === null) {
      this.report(path, keyOffset ?? value?.range?.[0], 'the key is not plain text');
      return;
    }
    const key = typeof keyNode.value === 'string' ? keyNode.value : (keyNode.source ?? String(keyNode.value));
    const keyPath = [...path, key];
    const id = JSON.stringify(keyPath);
    const first = this.#position(this.#keys.get(id));
    if (first !== undefined) {
      this.report(keyPath, keyOffset, `the key is given twice, first on line ${first.line}`);
      return;
    }
    if (keyOffset !== undefined) this.#keys.set(id, keyOffset);
    const read = this.read(value, keyPath);
    if (read !== undefined) object[key] = read;
  }

  #position(offset: number | undefined): ConfigPosition | undefined {
    if (offset === undefined) return undefined;
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  result(value: unknown): ParsedConfig {
    return {
      value,
      problems: this.problems,
      positionOf: (path) => {
        for (let length = path.length; length >= 0; length--) {
          const offset = this.#values.get(JSON.stringify(path.slice(0, length)));
          if (offset !== undefined) return this.#position(offset);
        }
        return undefined;
      },
      positionOfKey: (path) => this.#position(this.#keys.get(JSON.stringify(path))),
      positionAt: (offset) => this.#position(offset),
      spellingOf: (path) => this.#spellings.get(JSON.stringify(path)),
    };
  }
}
