import type { ComponentChildren } from 'preact';
import { type Origin, sandboxMark } from '../../model/origin.ts';
import { escapeName } from '../escape.ts';
import { Badge } from './parts/badge.tsx';
import { type Fact, Facts } from './parts/facts.tsx';
import { Section } from './parts/section.tsx';

/** A part of a page with a heading and a place of its own: a row of the navigation, and what it leads to. */
export interface PageSection {
  /** The anchor, the same at every run: a lower-case word. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences on what there is to see; null where the title says it. */
  readonly lead?: ComponentChildren;
  /** What the navigation shows beside the title, such as a number. */
  readonly note?: string;
  readonly content: ComponentChildren;
}

export interface FrameProps {
  /** What kind of page it is: `Organization report`. */
  readonly kind: string;
  /** The heading of the page. */
  readonly title: ComponentChildren;
  /** What the page says, in one sentence or two. */
  readonly verdict: ComponentChildren;
  /** What stands below the verdict, such as numbers. */
  readonly summary?: ComponentChildren;
  readonly facts: readonly Fact[];
  readonly origin: Origin | undefined;
  readonly sections: readonly PageSection[];
  readonly foot: ComponentChildren;
}

/** What every page has: who and when at the top, the way to each section, the sections, and where it came from. */
export function PageFrame({ kind, title, verdict, summary, facts, origin, sections, foot }: FrameProps) {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="head">
        <div class="head-bar">
          <p class="brand">
            <strong>diverst</strong> <span>{kind}</span>
            {origin?.sandbox === true && <Badge tone="medium">{sandboxMark}</Badge>}
          </p>
          <ThemeSwitch />
        </div>
        <h1>{title}</h1>
        <p class="verdict">{verdict}</p>
        {summary}
        <Facts facts={facts} wide />
      </header>
      <div class="columns">
        <nav class="contents" aria-label="Sections">
          <ul>
            {sections.map(({ id, title: name, note }) => (
              <li key={id}>
                <a href={`#${id}`}>
                  {escapeName(name)}
                  {note !== undefined && note !== '' && <span class="note"> {note}</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <main id="main" tabIndex={-1}>
          {sections.map(({ id, title: name, lead, content }) => (
            <Section key={id} id={id} title={name} lead={lead}>
              {content}
            </Section>
          ))}
        </main>
      </div>
      <footer class="foot">{foot}</footer>
    </>
  );
}

/** Needs no script: the style asks which one is chosen. Nothing is kept. */
function ThemeSwitch() {
  return (
    <fieldset class="theme">
      <legend class="unseen">Colors</legend>
      {['System', 'Light', 'Dark'].map((name, index) => (
        <label key={name}>
          <input
            type="radio"
            name="theme"
            id={`theme-${name.toLowerCase()}`}
            checked={index === 0}
            autocomplete="off"
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
