import { formatDuration } from '../../../model/duration.ts';
import type { AccountReport, OneAccess, RoleOfOne } from '../../../report/account-report.ts';
import { escapeName, escapeText } from '../../escape.ts';
import { Facts } from '../parts/facts.tsx';
import { Code } from '../parts/name.tsx';

interface RoleProps {
  readonly role: RoleOfOne;
  readonly access: OneAccess;
  readonly report: AccountReport;
}

/** The role that people assume: the principals that it trusts in plain words, and the document itself. */
export function RoleView({ role, access, report }: RoleProps) {
  const { arn, maxSession, policies, trust, trusts } = role;
  return (
    <div class="prose">
      <Facts
        facts={[
          ['Role', <Code key="arn">{arn}</Code>],
          ['Maximum session duration', maxSession === null ? 'not read' : formatDuration(maxSession)],
          ['Policies', policies.length === 0 ? 'none' : <Code key="policies">{policies.join(', ')}</Code>],
        ]}
      />
      <p>{trusts === 'as-intended' ? trustWords(access, report) : others[trusts]}</p>
      {trust === null ? (
        <p class="soft">The trust policy is left out because it names another account.</p>
      ) : (
        <details open>
          <summary>Trust policy of the role</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
          <pre class="document" tabIndex={0}>
            {escapeText(trust)}
          </pre>
        </details>
      )}
    </div>
  );
}

const others = {
  differs:
    'The trust policy of the role does not match the configuration. See the findings whose check begins with trust.',
  'not-judged':
    'diverst could not read everything that it needs to check the trust policy, so it does not know who has access through the role.',
};

function trustWords(
  { requiresMfa, requiresSourceIdentity }: OneAccess,
  { opsAccountId }: AccountReport,
): string {
  const ops = opsAccountId === null ? 'Ops' : `Ops (${opsAccountId})`;
  return escapeName(
    `Users and roles of the account ${ops} can assume the role if Ops allows them to. No other users or roles can.` +
      (requiresMfa ? ' They must sign in with MFA.' : '') +
      (requiresSourceIdentity ? ' Each session has the name of the IAM user who opened the session.' : ''),
  );
}
