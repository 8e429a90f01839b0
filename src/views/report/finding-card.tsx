import { catalog } from '../../audit/catalog.ts';
import type { Finding, IgnoredFinding } from '../../audit/finding.ts';
import { isUnread } from '../../audit/outcome.ts';
import { fixOf } from '../../model/fix.ts';
import { comparison } from '../audit/compare.ts';
import { lastChangeText } from '../audit/last-change.ts';
import { placeTitle } from '../audit/words.ts';
import { escapeName } from '../escape.ts';
import { Badge } from './parts/badge.tsx';
import { type Fact, Facts } from './parts/facts.tsx';
import { Code } from './parts/name.tsx';
import { PlaceName } from './parts/place.tsx';
import { Mark } from './parts/severity.tsx';

interface FindingCardProps {
  readonly finding: Finding;
  /** The anchor; null where nothing leads to it. */
  readonly anchor: string | null;
  readonly isOpen: boolean;
  /** Why it is set aside, and until when. */
  readonly ignored?: Pick<IgnoredFinding, 'reason' | 'expires'>;
}

/** One finding: what it is and where, and folded below what was expected, what is, and what to do. */
export function FindingCard({ finding, anchor, isOpen, ignored }: FindingCardProps) {
  const { severity, age, check, message, place } = finding;
  const unread = isUnread(finding);
  return (
    <article
      class={`finding ${unread ? 'high' : severity}`}
      {...(anchor === null ? {} : { id: anchor })}
      data-severity={unread ? 'unread' : severity}
      data-place={placeTitle(place)}
      data-check={check}
    >
      <details open={isOpen}>
        <summary>
          <span class="finding-head">
            <Mark tone={unread ? 'high' : severity} word={unread ? 'not audited' : severity} />
            <span class="where">
              <PlaceName place={place} />
            </span>
            {age !== null && <Badge>{age}</Badge>}
            {ignored !== undefined && <Badge>ignored until {ignored.expires}</Badge>}
          </span>
          <h4>{escapeName(sentence(message))}</h4>
        </summary>
        <Facts facts={factsOf(finding, ignored)} />
      </details>
    </article>
  );
}

/** With a capital, unless it begins with a name. */
function sentence(message: string): string {
  return message.replace(
    /^(?:the|a|an|no|logging|root)\b/,
    (word) => `${word[0]?.toUpperCase()}${word.slice(1)}`,
  );
}

const labels = { expected: 'Expected', actual: 'Actual', same: 'Same in both' } as const;

function factsOf(finding: Finding, ignored: FindingCardProps['ignored']): readonly Fact[] {
  const { check, expected, actual, evidence, lastChange, fix, id } = finding;
  const { why } = catalog[check];
  return [
    ...(ignored === undefined ? [] : [['Reason', escapeName(ignored.reason)] as const]),
    ...comparison(expected, actual).map(
      ([label, text]): Fact => [labels[label], <Code key="text">{text}</Code>],
    ),
    ...(evidence.length === 0
      ? []
      : [['Evidence', evidence.map((fact, index) => <p key={index}>{escapeName(fact)}</p>)] as const]),
    ...(lastChange === undefined ? [] : [['Changed', escapeName(lastChangeText(lastChange))] as const]),
    ['Fix', fix.map((line, index) => <Instruction key={index} text={line} />)],
    ['Why', why],
    ['ID', <Code key="id">{id}</Code>],
  ];
}

/** A line of a fix; a command at its end stands by itself, to be copied. */
function Instruction({ text }: { text: string }) {
  const { say, run } = fixOf(text);
  if (run === null) return <p>{escapeName(say)}</p>;
  return (
    <p>
      {say !== '' && `${escapeName(say)}: `}
      <code class="command">{escapeName(run)}</code>
    </p>
  );
}
