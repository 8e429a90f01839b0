import type { ComponentChildren } from 'preact';
import type { AuditReport, Finding } from '../../audit/finding.ts';
import { isUnread, severities } from '../../audit/outcome.ts';
import { byText } from '../../model/by-text.ts';
import { inOrder, type NextStep, nextStep, placeTitle, titleOf } from '../audit/words.ts';
import { plural } from '../plural.ts';
import type { Anchors } from './anchors.ts';
import { FindingCard } from './finding-card.tsx';
import type { Tone } from './parts/badge.tsx';
import { Empty } from './parts/empty.tsx';
import { Code } from './parts/name.tsx';
import { Mark } from './parts/severity.tsx';

/** A group of more is laid out as far as it is in the window. */
const manyFindings = 50;

/** As many findings are shown in full; of more, each is one that opens. */
const mostOpen = 6;

interface FindingsProps {
  readonly audit: AuditReport;
  readonly anchors: Anchors;
}

/** Every finding, the worst first, and what was set aside below: known already, ignored, fixed. */
export function Findings({ audit, anchors }: FindingsProps) {
  const { findings, ignored, fixed } = audit;
  const { full, short } = inOrder(findings, false);
  const isOpen = full.length <= mostOpen;
  const next = nextStep(audit);
  const cards = (some: readonly Finding[], open: boolean) =>
    some.map((finding) => (
      <FindingCard key={finding.id} finding={finding} anchor={anchors.of(finding)} isOpen={open} />
    ));
  const unread = full.filter(isUnread);
  return (
    <>
      {findings.length > 0 && <Filters findings={findings} />}
      {next !== null && <NextAction next={next} />}
      {full.length === 0 && <Empty>The audit has no {fixed === null ? '' : 'new '}findings.</Empty>}
      {unread.length > 0 && (
        <Group id="findings-unread" title="Not audited" tone="high" count={unread.length}>
          {cards(unread, isOpen)}
        </Group>
      )}
      {severities.map((severity) => {
        const some = full.filter((one) => one.severity === severity && !isUnread(one));
        if (some.length === 0) return null;
        return (
          <Group
            key={severity}
            id={`findings-${severity}`}
            title={`${severity[0]?.toUpperCase()}${severity.slice(1)}`}
            tone={severity}
            count={some.length}
          >
            {cards(some, isOpen)}
          </Group>
        );
      })}
      {short.length > 0 && (
        <Group id="findings-known" title="Known from the earlier report" tone="plain" count={short.length}>
          {cards(short, false)}
        </Group>
      )}
      {ignored.length > 0 && (
        <Group id="findings-ignored" title="Ignored by the configuration" tone="plain" count={ignored.length}>
          {ignored.map(({ finding, reason, expires }) => (
            <FindingCard
              key={finding.id}
              finding={finding}
              anchor={null}
              isOpen={false}
              ignored={{ reason, expires }}
            />
          ))}
        </Group>
      )}
      {fixed !== null && fixed.length > 0 && (
        <Group id="findings-fixed" title="Fixed since the earlier report" tone="good" count={fixed.length}>
          <ul>
            {fixed.map((id) => (
              <li key={id}>
                <Code>{id}</Code>
              </li>
            ))}
          </ul>
        </Group>
      )}
    </>
  );
}

interface GroupProps {
  readonly id: string;
  readonly title: string;
  readonly tone: Tone;
  readonly count: number;
  readonly children: ComponentChildren;
}

function Group({ id, title, tone, count, children }: GroupProps) {
  return (
    <section class={count > manyFindings ? 'group many' : 'group'} id={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>
        <Mark tone={tone} word={title} /> <span class="soft group-count">{count}</span>
      </h3>
      {children}
    </section>
  );
}

/** Native controls, which the script reads: without it they are not shown, because they would do nothing. */
function Filters({ findings }: { findings: readonly Finding[] }) {
  const places = [...new Set(findings.map(({ place }) => placeTitle(place)))].sort(byText);
  const checks = [...new Map(findings.map((one) => [one.check, titleOf(one)]))].sort(([, a], [, b]) =>
    byText(a, b),
  );
  const present = [
    ...(findings.some(isUnread) ? [['unread', 'not audited'] as const] : []),
    ...severities
      .filter((severity) => findings.some((one) => one.severity === severity && !isUnread(one)))
      .map((severity) => [severity, severity] as const),
  ];
  return (
    <form class="filters needs-script" id="finding-filters" aria-label="Filter findings">
      <label class="filter-text">
        <span>
          Search <kbd>/</kbd>
        </span>
        <input
          type="search"
          name="q"
          placeholder="any word of a finding"
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <label>
        <span>Place</span>
        <select name="place" autocomplete="off">
          <option value="">everywhere</option>
          {places.map((place) => (
            <option key={place} value={place}>
              {place}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Check</span>
        <select name="check" autocomplete="off">
          <option value="">every check</option>
          {checks.map(([check, title]) => (
            <option key={check} value={check}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>Severity</legend>
        {present.map(([value, word]) => (
          <label key={value} class="filter-check">
            <input type="checkbox" name="severity" value={value} autocomplete="off" />
            <span>{word}</span>
          </label>
        ))}
      </fieldset>
      <div class="filter-end">
        <output aria-live="polite">{plural(findings.length, 'finding')}</output>
        <button type="reset">Clear</button>
        <button type="button" data-open="">
          Open all
        </button>
      </div>
    </form>
  );
}

/** What to do next; a command stands alone, to be copied. */
function NextAction({ next: { say, run } }: { next: NextStep }) {
  return (
    <>
      <p class="next">{say}</p>
      {run !== null && (
        <p class="next">
          <code class="command">{run}</code>
        </p>
      )}
    </>
  );
}
