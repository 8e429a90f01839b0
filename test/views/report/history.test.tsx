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
      'Nothing changed during this time.',
    );
    expect(renderToString(<HistoryChanges history={partly} />)).toContain(
      'Nothing changed during this time in what diverst could read.',
    );
    expect(renderToString(<HistoryEntries history={partly} />)).toContain(
      'No one except diverst used the account during this time in what diverst could read.',
    );
    const opsUnread = { ...nothing, entries: nothing.entries && { ...nothing.entries, opsUnread: 'denied' } };
    expect(renderToString(<HistoryEntries history={opsUnread} />)).toContain('in what diverst could read');
  });

  it('is no claim about accounts that were not read, or in a part only', () => {
    const page = renderToString(
      <Histories histories={[named('acme', nothing), named('globex', partly)]} />,
    ).replace(/<[^>]*>/g, ' ');
    expect(page).toContain('1 of 2 accounts had none. diverst could read only a part of 1.');
    expect(page).toContain('No account changed during this time in what diverst could read.');
    expect(page).toMatch(/globex\s+eu-central-1 \(AWS denied cloudtrail:LookupEvents\)/);
    expect(renderToString(<Histories histories={[]} />)).toContain('No client or environment exists');
    const unread = renderToString(
      <Histories histories={[named('acme', { kind: 'unread', reason: 'AWS lets nobody in' })]} />,
    );
    expect(unread).not.toContain('No account changed');
    expect(unread).toContain('diverst does not know what was changed');
  });
});
