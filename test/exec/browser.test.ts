import { describe, expect, it } from 'vitest';
import { findOpener, openBrowser } from '../../src/exec/browser.ts';

const everywhere = () => true;
const nowhere = () => false;

describe('findOpener', () => {
  it('takes xdg-open of the PATH where there is a screen', () => {
    const env = { PATH: '/a:/b', DISPLAY: ':0' };
    expect(findOpener(env, 'linux', (file) => file === '/b/xdg-open')).toEqual({
      command: '/b/xdg-open',
      args: [],
    });
    expect(findOpener({ PATH: '/a', WAYLAND_DISPLAY: 'wayland-0' }, 'linux', everywhere)).not.toBeNull();
    expect(findOpener(env, 'linux', nowhere)).toBeNull();
  });

  it('has none without a screen', () => {
    expect(findOpener({ PATH: '/a' }, 'linux', everywhere)).toBeNull();
  });

  it('has none at the far end of an SSH connection', () => {
    expect(findOpener({ SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, 'darwin')).toBeNull();
    expect(findOpener({ SSH_TTY: '/dev/pts/0' }, 'win32')).toBeNull();
  });

  it('takes what the system brings along', () => {
    expect(findOpener({}, 'darwin')).toEqual({ command: 'open', args: [] });
  });

  it('takes that of Windows, whatever lies in the current directory', () => {
    const args = ['url.dll,FileProtocolHandler'];
    const file = 'Windows\\System32\\rundll32.exe';
    expect(findOpener({}, 'win32')).toEqual({ command: `C:\\${file}`, args });
    expect(findOpener({ SystemRoot: 'D:\\Windows' }, 'win32')).toEqual({ command: `D:\\${file}`, args });
    // Names that lead to the current directory, or to another computer.
    for (const SystemRoot of ['.', 'Windows', '\\Windows', 'D:Windows', '\\\\other\\share'])
      expect(findOpener({ SystemRoot }, 'win32')).toEqual({ command: `C:\\${file}`, args });
  });
});

describe('openBrowser', () => {
  const url = 'http://127.0.0.1:1/path?a=b&c=$(exit 9)';

  it('gives the URL as one argument, through no shell', async () => {
    const script = `process.exit(process.argv[1] === ${JSON.stringify(url)} ? 7 : 8)`;
    const opener = { command: process.execPath, args: ['-e', script, '--'] };
    expect(await openBrowser(opener, url, {})).toBe('ended with 7');
  });

  it('reports an opener that cannot be started', async () => {
    expect(await openBrowser({ command: '/nonexistent/xdg-open', args: [] }, url, {})).toBe('ENOENT');
  });
});
