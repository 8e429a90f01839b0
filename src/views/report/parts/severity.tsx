import type { Tone } from './badge.tsx';

/** Each tone has its own shape, so it is readable without colors: within a square of 16. */
const shapes: Readonly<Record<Tone, string>> = {
  high: 'M8 1 15.5 14.5H.5Z',
  medium: 'M8 .8 15.2 8 8 15.2.8 8Z',
  low: 'M2 6.5h12v3H2Z',
  good: 'M6.3 13.4 1.2 8.3l2-2 3.1 3.1 6.5-6.6 2 2Z',
  plain: 'M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z',
};

/** A shape for a tone; screen readers read the word that stands beside it. */
export function Shape({ tone }: { tone: Tone }) {
  return (
    <svg class={`shape ${tone}`} viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <path d={shapes[tone]} />
    </svg>
  );
}

/** The shape and the word: `▲ high`. */
export function Mark({ tone, word = tone }: { tone: Tone; word?: string }) {
  return (
    <span class={`mark ${tone}`}>
      <Shape tone={tone} /> {word}
    </span>
  );
}
