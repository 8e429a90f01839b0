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
          ['Longest session', maxSession === null ? 'not read' : formatDuration(maxSession)],
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
    'The trust policy of the role does not say exactly what the company wants: see the findings whose check begins with trust.',
  'not-judged':
    'diverst could not read everything that the trust policy is compared with, so it does not know whether the role lets in exactly whom the company wants.',
};

function trustWords(
  { requiresMfa, requiresSourceIdentity }: OneAccess,
  { opsAccountId }: AccountReport,
): string {
  const ops = opsAccountId === null ? 'Ops' : `Ops (${opsAccountId})`;
  return escapeName(
    `Users and roles of the account ${ops} can assume the role if Ops allows it to them, and nobody else can.` +
      (requiresMfa ? ' They have to prove MFA.' : '') +
      (requiresSourceIdentity ? ' Each session carries the name of the IAM user who began it.' : ''),
  );
}
