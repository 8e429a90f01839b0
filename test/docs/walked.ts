import type { Start } from './support/ways.ts';

/** Sections of the README that ways.test.ts walks, each in a shell of its own, and what exists before them. */
export const walked: Readonly<Record<string, Start>> = {
  'I have an organization': 'an organization',
  'I start from nothing': 'nothing',
};
