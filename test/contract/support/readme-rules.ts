import { Lexer, type Token, type Tokens } from 'marked';

/** A list item or a table row, as its Markdown stands in the document. */
export interface WrittenRule {
  readonly heading: string;
  readonly text: string;
}

/** The rules of a document, under its headings of the second level. */
export function readRules(markdown: string): readonly WrittenRule[] {
  const found: WrittenRule[] = [];
  let heading = '';
  for (const token of new Lexer({ gfm: true }).lex(markdown)) {
    if (isHeading(token) && token.depth <= 2) heading = token.text;
    const texts = isList(token) ? token.items.map(({ text }) => text) : isTable(token) ? rows(token) : [];
    found.push(...texts.map((text) => ({ heading, text: text.replace(/\s+/g, ' ') })));
  }
  return found;
}

function rows({ rows: cells }: Tokens.Table): string[] {
  return cells.map(([first]) => first?.text ?? '');
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === 'heading';
}

function isList(token: Token): token is Tokens.List {
  return token.type === 'list';
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === 'table';
}
