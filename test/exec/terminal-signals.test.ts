import { describe, expect, it } from 'vitest';
import { signalRoutes } from '../../src/exec/terminal-signals.ts';

describe('signalRoutes', () => {
  it('with a terminal hears Ctrl-C but leaves passing it on to the terminal', () => {
    const { taken, passed } = signalRoutes(true, 'linux');
    expect(taken).toEqual(expect.arrayContaining(['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP']));
    expect([...passed]).not.toContain('SIGINT');
    expect([...passed]).not.toContain('SIGQUIT');
    expect([...passed]).toEqual(expect.arrayContaining(['SIGTERM', 'SIGHUP']));
  });

  it('with a terminal lets Ctrl-Z stop both', () => {
    expect(signalRoutes(true, 'linux').taken).not.toContain('SIGTSTP');
  });

  it('without a terminal passes everything on', () => {
    const { taken, passed } = signalRoutes(false, 'darwin');
    expect(new Set(taken)).toEqual(passed);
    expect(taken).toEqual(expect.arrayContaining(['SIGINT', 'SIGQUIT', 'SIGTSTP', 'SIGCONT', 'SIGTERM']));
  });

  it('on Windows passes nothing on, where that would end the child', () => {
    expect(signalRoutes(false, 'win32')).toEqual({ taken: ['SIGINT', 'SIGBREAK'], passed: new Set() });
  });
});
