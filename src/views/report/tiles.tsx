import type { AuditReport } from '../../audit/finding.ts';
import { isUnread, notAudited, severities } from '../../audit/outcome.ts';
import type { Tone } from './parts/badge.tsx';
import { Shape } from './parts/severity.tsx';

/** The numbers of an audit, each leading to what it counts. */
export function Tiles({ audit }: { audit: AuditReport }) {
  const { findings, ignored, fixed, counts } = audit;
  const found = findings.filter((finding) => !isUnread(finding));
  const unread = notAudited(audit);
  return (
    <ul class="tiles">
      {severities.map((severity) => (
        <Tile
          key={severity}
          tone={severity}
          count={found.filter((one) => one.severity === severity).length}
          word={severity}
          to={`findings-${severity}`}
        />
      ))}
      {unread > 0 && <Tile tone="high" count={unread} word="not audited" to="findings-unread" />}
      {fixed !== null && <Tile tone="good" count={fixed.length} word="fixed" to="findings-fixed" />}
      {ignored.length > 0 && (
        <Tile tone="plain" count={ignored.length} word="ignored" to="findings-ignored" />
      )}
      <Tile
        tone={null}
        count={counts.accounts}
        word={counts.accounts === 1 ? 'account' : 'accounts'}
        to="organization"
      />
      <Tile
        tone={null}
        count={counts.clients}
        word={counts.clients === 1 ? 'client' : 'clients'}
        to="organization"
      />
      {counts.environments !== undefined && (
        <Tile
          tone={null}
          count={counts.environments}
          word={counts.environments === 1 ? 'environment' : 'environments'}
          to="organization"
        />
      )}
    </ul>
  );
}

interface TileProps {
  /** Null for a number that is neither good nor bad. */
  readonly tone: Tone | null;
  readonly count: number;
  readonly word: string;
  /** The anchor of what is counted, which is there where something is. */
  readonly to: string;
}

function Tile({ tone, count, word, to }: TileProps) {
  const content = (
    <>
      <strong>{count}</strong>
      <span>
        {tone !== null && count > 0 && <Shape tone={tone} />} {word}
      </span>
    </>
  );
  const look = tone === null || count === 0 ? 'tile' : `tile ${tone}`;
  return <li class={look}>{count === 0 ? <div>{content}</div> : <a href={`#${to}`}>{content}</a>}</li>;
}
