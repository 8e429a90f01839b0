import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import type { ReadHistory } from '../../../src/history/account-history.ts';
import { Histories, HistoryChanges, HistoryEntries } from '../../../src/views/report/history.tsx';

const period = { start: Date.UTC(2026, 10, 1), end: Date.UTC(2026, 10, 8) };
const nothing: ReadHistory = {
  kind: 'read',
  changes: { period, events: [], isCut: false },
  entries: { period, events: [], isCut: false, opsUnread: null },
  regions: ['eu-central-1', 'us-east-1'],
  unread: [],
};
const partly: ReadHistory = { ...nothing, unread: [['eu-central-1', 'AWS denied cloudtrail:LookupEvents']] };
const named = (name: string, history: Parameters<typeof HistoryChanges>[0]['history']) => ({
  name,
  accountId: '111111111111',
  history,
});

describe('a history in which nothing was found', () => {
  it('says so, and no more than was read', () => {
    expect(renderToString(<HistoryChanges history={nothing} />)).toContain(
      'Nothing was changed during this time.',
    );
    expect(renderToString(<HistoryChanges history={partly} />)).toContain(
      'Nothing was changed during this time in what could be read.',
    );
    expect(renderToString(<HistoryEntries history={partly} />)).toContain(
      'Nobody came in during this time in what could be read, apart from diverst itself.',
    );
    const opsUnread = { ...nothing, entries: nothing.entries && { ...nothing.entries, opsUnread: 'denied' } };
    expect(renderToString(<HistoryEntries history={opsUnread} />)).toContain('in what could be read');
  });

  it('is no claim about accounts that were not read, or in a part only', () => {
    const page = renderToString(
      <Histories histories={[named('acme', nothing), named('globex', partly)]} />,
    ).replace(/<[^>]*>/g, ' ');
    expect(page).toContain('1 of 2 accounts had none. 1 could be read in a part only.');
    expect(page).toContain('No account was changed during this time, as far as it could be read.');
    expect(page).toMatch(/globex\s+eu-central-1 \(AWS denied cloudtrail:LookupEvents\)/);
    expect(renderToString(<Histories histories={[]} />)).toContain('There is no client or environment');
    const unread = renderToString(
      <Histories histories={[named('acme', { kind: 'unread', reason: 'AWS lets nobody in' })]} />,
    );
    expect(unread).not.toContain('No account was changed');
    expect(unread).toContain('diverst does not know what was changed');
  });
});
