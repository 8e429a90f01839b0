import GithubSlugger from 'github-slugger';
import { Lexer, type Token, walkTokens } from 'marked';

/** What a checker needs to know of one Markdown document. */
export interface Markdown {
  /** What stands behind the `#` of a link to this document. */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly Located[];
  readonly spans: readonly Located[];
  readonly fences: readonly Fence[];
}

/** A link's target or a code span's text, and its line. */
export interface Located {
  readonly text: string;
  readonly line: number;
}

export interface Fence {
  /** The first word after the backticks; empty where there is none. */
  readonly lang: string;
  /** What follows it on that line. */
  readonly info: string;
  readonly text: string;
  /** Of the text's first line. */
  readonly line: number;
  /** The heading above it; empty where there is none. */
  readonly section: string;
}

export function readMarkdown(source: string): Markdown {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  const links: Located[] = [];
  const spans: Located[] = [];
  const fences: Fence[] = [];
  let section = '';
  // The parser gives no positions: what it finds comes in the order of the text, so each is looked for from the last.
  let at = 0;
  const lineOf = (raw: string) => {
    const found = source.indexOf(raw.split('\n', 1)[0] ?? '', at);
    if (found !== -1) at = found;
    return source.slice(0, at).split('\n').length;
  };
  const visit = (token: Token) => {
    if (token.type === 'heading') {
      section = plainText(token);
      anchors.add(slugger.slug(section));
    } else if (token.type === 'link' || token.type === 'image')
      links.push({ text: token.href, line: lineOf(token.raw) });
    else if (token.type === 'codespan') spans.push({ text: token.text, line: lineOf(token.raw) });
    else if (token.type === 'html') {
      const line = lineOf(token.raw);
      for (const [, name, value = ''] of token.raw.matchAll(/\s(href|src|srcset|id|name)="([^"]*)"/g)) {
        if (name === 'id' || name === 'name') anchors.add(value);
        else links.push({ text: value, line });
      }
    } else if (token.type === 'code') {
      const [lang = '', ...info] = (token.lang ?? '').split(/\s+/);
      fences.push({ lang, info: info.join(' '), text: token.text, line: lineOf(token.raw) + 1, section });
    }
  };
  walkTokens(new Lexer({ gfm: true }).lex(source), visit);
  return { anchors, links, spans, fences };
}

/** The text of a heading as it is seen, from which GitHub makes its anchor. */
function plainText(token: Token): string {
  if ('tokens' in token && token.tokens !== undefined) return token.tokens.map(plainText).join('');
  if (token.type === 'html') return '';
  return 'text' in token ? token.text : token.raw;
}
