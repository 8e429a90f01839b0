import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import script from './page.js?raw';
import access from './styles/access.css?raw';
import base from './styles/base.css?raw';
import costs from './styles/costs.css?raw';
import findings from './styles/findings.css?raw';
import layout from './styles/layout.css?raw';
import parts from './styles/parts.css?raw';
import print from './styles/print.css?raw';
import tree from './styles/tree.css?raw';

export interface DocumentParts {
  readonly title: string;
  /** Of the style and of the script, as `hashesOf` gives them. */
  readonly hashes: PageHashes;
  readonly children: ComponentChildren;
}

/** What the page's policy lets run: `sha256-…` of exactly these texts. */
export interface PageHashes {
  readonly style: string;
  readonly script: string;
}

/** One file for each part of the page; what is printed overrides the others. */
const style = [base, layout, parts, tree, findings, access, costs, print].join('\n');

export const pageTexts = { style, script };

/**
 * A whole HTML file that asks nobody for anything: what it may load and run is itself.
 * https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
 */
export function pageDocument({ title, hashes, children }: DocumentParts): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashes.style}'`,
    `script-src '${hashes.script}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // Style and script are texts of this program: nothing from AWS is in what is not escaped.
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        {children}
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}
