import { expect, test } from 'vitest';
import {
  cleanReport,
  clientPlace,
  finding,
  hostileNames,
  hostileReport,
  richReport,
} from '../../support/audit-report.ts';
import { account, pageOf, pageOfThousandClients, snapshot } from '../../support/organization-pages.ts';

/** What is to be read, without the style and the script. */
const bodyOf = (page: string) => page.slice(page.indexOf('<body>'), page.lastIndexOf('<script>'));
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
const idsIn = (page: string) => [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);

test('each account is on the page once, those in a place that was not read too', () => {
  const body = bodyOf(pageOf(cleanReport));
  expect(count(body, /<li class="account/g)).toBe(snapshot.accounts.length);
  for (const { id, name } of snapshot.accounts)
    expect(count(body, new RegExp(`<bdi>${name}</bdi></b> <code>${id}</code>`, 'g'))).toBe(1);
  expect(body).toContain('In an OU that diverst could not read');
  expect(count(body, /<li class="account closed">/g)).toBe(1);
  expect(body).toMatch(/<code>444444444444<\/code> <small>closed/);
  expect(body).toMatch(/<code>111111111111<\/code> <small>active, management account/);
});

test('every link leads to something on the page, and no id is there twice', () => {
  const page = pageOf({ ...richReport, fixed: ['unit-extra:Old'] });
  const ids = idsIn(page);
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...bodyOf(page).matchAll(/href="([^"]*)"/g)].map(([, to]) => to ?? '');
  expect(links.length).toBeGreaterThan(10);
  for (const to of links) expect(ids, to).toContain(to.replace(/^#/, ''));
});

test('a finding says what it is, where, what to do and what comes of it', () => {
  const body = bodyOf(pageOf(richReport));
  expect(count(body, /<article class="finding/g)).toBe(
    richReport.findings.length + richReport.ignored.length,
  );
  expect(body).toContain(
    'The trust policy of role acme-production lets in account 444444444444 (client globex).',
  );
  expect(body).toContain('<code class="command">diverst org repair --only trust-other-client:acme</code>');
  expect(body).toContain('ignored until 2027-03-31');
  expect(body).toContain('closed accounts are kept there');
  expect(body).toContain(
    'diverst found 8 differences from your configuration: 4 high, 1 medium, 3 low.'.slice(0, 21),
  );
  // What could not be read is no difference, and is not passed over.
  expect(body).toContain('diverst could not read 1 of its accounts or parts');
  expect(body).toMatch(/data-severity="unread" data-place="client initech 555555555555"/);
});

test('a page without findings says so, and has nothing to filter', () => {
  const body = bodyOf(pageOf(cleanReport));
  expect(body).toContain('Everything that diverst audited matches your configuration.');
  expect(body).toContain('The audit has no findings.');
  expect(body).not.toContain('finding-filters');
});

test('names with markup, controls and turned directions are nothing but text', () => {
  const accounts = hostileNames.map((name, index) =>
    account(name, String(100_000_000_000 + index), 'ou-production'),
  );
  const page = pageOf(hostileReport, { ...snapshot, accounts });
  const body = bodyOf(page);
  expect(count(page, /<script/g)).toBe(1);
  expect(body.match(/<img|<[^>]* on\w+=|href="(?!#)|\ssrc=/g)).toBeNull();
  // Not one is in the page that moves a cursor, turns the direction or ends a line within a name.
  expect(
    body.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/),
  ).toBeNull();
  expect(body).toContain('&lt;script>alert(1)&lt;/script>');
  expect(count(body, /<li class="account/g)).toBe(hostileNames.length);
});

test('of a unit with many accounts those with findings come first, and the others are folded away', () => {
  const accounts = Array.from({ length: 60 }, (_, index) =>
    account(`client-${index}`, String(100_000_000_000 + index), 'ou-production'),
  );
  const differing = clientPlace('client-59', '100000000059');
  const body = bodyOf(
    pageOf(
      { ...cleanReport, findings: [finding('role-missing', 'client-59', differing)] },
      { ...snapshot, accounts },
    ),
  );
  const folded = body.indexOf('59 accounts without findings');
  expect(folded).toBeGreaterThan(body.indexOf('<bdi>client-59</bdi>'));
  expect(folded).toBeLessThan(body.indexOf('<bdi>client-0</bdi>'));
});

test('a thousand clients with three hundred findings are a page of less than 3 MB', () => {
  const page = pageOfThousandClients();
  expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  // Elements are what a browser lays out.
  expect(count(page, /<\w/g)).toBeLessThan(40_000);
});
