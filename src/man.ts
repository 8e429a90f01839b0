import manifest from '../package.json' with { type: 'json' };
import { readManual } from './cli/manual.ts';
import { manPage } from './views/man-page.ts';

/** For the build: the manual page of the program as it is, `dist/diverst.1`. */
export const page = manPage(readManual(manifest.version), manifest.version);
