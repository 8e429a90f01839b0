import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type ConsoleDeps, type ConsoleOptions, runConsole } from '../../src/cli/account/console-run.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import type { Clock } from '../../src/clock.ts';
import { Failure } from '../../src/model/failure.ts';
import { testedKinds } from '../support/account-kinds.ts';
import { clientRun, errorOf, sessions } from '../support/client-run.ts';

describe.each(testedKinds)('diverst $command:', (tested) => {
  const session = sessions[tested.noun];

  /** Time stands still, and whoever waits does so until it is woken. */
  const still: Clock = {
    now: () => Date.parse('2030-01-01T00:00:00Z'),
    sleep: (_milliseconds, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
  };

  interface Options extends Partial<ConsoleDeps> {
    readonly outIsTerminal?: boolean;
    readonly overrides?: Partial<Omit<CommandContext, 'terminal'>>;
  }

  async function consoleOf(
    options: ConsoleOptions,
    { outIsTerminal = false, overrides = {}, ...more }: Options = {},
  ) {
    const { context, shown } = clientRun({ clock: still, outIsTerminal, ...overrides });
    const opened: string[] = [];
    const asked: URL[] = [];
    const deps: ConsoleDeps = {
      openAccountSession: async () => ({ ...session, region: 'eu-west-1' }),
      fetchSigninToken: async (url) => {
        asked.push(url);
        return 'sign/in+token';
      },
      findOpener: () => ({ command: 'xdg-open', args: [] }),
      openBrowser: (_opener, url) => {
        opened.push(url);
        return new Promise(() => undefined);
      },
      ...more,
    };
    await runConsole(tested.noun, tested.name, options, context, deps);
    return { shown, opened, asked };
  }

  /** A browser: what it is led to by the address it was given. */
  function browse(url: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      request(url, { agent: false }, (response) => resolve(response.resume().headers.location))
        .on('error', reject)
        .end();
    });
  }

  describe('client console', () => {
    it('prints the URL alone on stdout, and that it is a secret on stderr', async () => {
      const { shown, opened } = await consoleOf({});
      const url = new URL(shown.out.trimEnd());
      expect(Object.fromEntries(url.searchParams)).toEqual({
        Action: 'login',
        Issuer: 'diverst',
        Destination: 'https://console.aws.amazon.com/console/home?region=eu-west-1',
        SigninToken: 'sign/in+token',
      });
      expect(shown.err).toContain(
        'the URL is a secret: until 2030-01-01T00:15:00Z, everyone who has it can sign in with it',
      );
      expect(shown.err).toContain(`${tested.noun} ${tested.name}, account ${session.accountId}`);
      expect(shown.err).not.toContain('token');
      expect(opened).toEqual([]);
    });

    it('leads to the service', async () => {
      const { shown } = await consoleOf({ service: 'ec2' });
      expect(new URL(shown.out).searchParams.get('Destination')).toBe(
        'https://console.aws.amazon.com/ec2/home?region=eu-west-1',
      );
    });

    it('goes to the hosts of the role’s partition', async () => {
      const { shown, asked } = await consoleOf(
        {},
        {
          openAccountSession: async () => ({
            ...session,
            roleArn: `arn:aws-us-gov:iam::111122223333:role/${tested.role}`,
          }),
        },
      );
      expect(asked[0]?.host).toBe('signin.amazonaws-us-gov.com');
      expect(new URL(shown.out).host).toBe('signin.amazonaws-us-gov.com');
    });

    it('opens the browser with an address that holds no secret and leads to the sign-in', async () => {
      const led: Promise<string | undefined>[] = [];
      const addresses: string[] = [];
      const { shown } = await consoleOf(
        { open: true },
        {
          openBrowser: async (_opener, url) => {
            addresses.push(url);
            led.push(browse(url));
            return new Promise(() => undefined);
          },
        },
      );
      expect(await led[0]).toContain('https://signin.aws.amazon.com/federation?Action=login');
      expect(addresses[0]).toMatch(/^http:\/\/127\.0\.0\.1:/);
      expect(shown.out).toBe('');
      expect(shown.err).not.toContain('sign');
    });

    it('opens by default on a terminal with a browser, and prints elsewhere', async () => {
      const openBrowser: ConsoleDeps['openBrowser'] = async (_opener, url) => {
        await browse(url);
        return new Promise(() => undefined);
      };
      const onTerminal = { outIsTerminal: true, openBrowser };
      expect((await consoleOf({}, onTerminal)).shown.out).toBe('');
      expect((await consoleOf({ print: true }, onTerminal)).shown.out).toMatch(/^https:/);
      expect((await consoleOf({}, { ...onTerminal, findOpener: () => null })).shown.out).toMatch(/^https:/);
      expect((await consoleOf({}, { openBrowser })).shown.out).toMatch(/^https:/);
    });

    it('with --json gives one object, and the URL only where it was not opened', async () => {
      const overrides = { globals: { json: true } };
      const { shown } = await consoleOf({}, { outIsTerminal: true, overrides });
      expect(JSON.parse(shown.out)).toEqual({
        [tested.noun]: tested.name,
        accountId: session.accountId,
        roleArn: session.roleArn,
        opened: false,
        url: expect.stringContaining('https://signin.aws.amazon.com/federation'),
        expiration: '2030-01-01T00:15:00Z',
      });
      const openBrowser: ConsoleDeps['openBrowser'] = async (_opener, url) => {
        await browse(url);
        return new Promise(() => undefined);
      };
      const open = await consoleOf({ open: true }, { overrides, openBrowser });
      expect(JSON.parse(open.shown.out)).toEqual({
        [tested.noun]: tested.name,
        accountId: session.accountId,
        roleArn: session.roleArn,
        opened: true,
      });
    });

    it('--open without a browser is a usage error, before any credentials are fetched', async () => {
      const openAccountSession = async () => {
        throw new Error('opened a session');
      };
      const error = await errorOf(consoleOf({ open: true }, { findOpener: () => null, openAccountSession }));
      expect(error).toMatchObject({ kind: 'usage', text: { what: 'cannot open a browser on this machine' } });
    });

    it('reports an opener that failed', async () => {
      const error = await errorOf(consoleOf({ open: true }, { openBrowser: async () => 'ended with 3' }));
      expect(error).toMatchObject({
        kind: 'failed',
        text: { what: 'cannot open the browser', why: 'xdg-open: ended with 3.' },
      });
    });

    it('does not wait for a browser for ever', async () => {
      const clock: Clock = { ...still, sleep: async () => undefined };
      const error = await errorOf(consoleOf({ open: true }, { overrides: { clock } }));
      expect(error).toMatchObject({ text: { why: 'xdg-open: did not fetch the page within 60 s.' } });
    });

    it('is interrupted while it waits for the browser', async () => {
      const interruption = new AbortController();
      const reason = new Failure('interrupted', { what: 'interrupted' });
      const openBrowser: ConsoleDeps['openBrowser'] = () => {
        queueMicrotask(() => interruption.abort(reason));
        return new Promise(() => undefined);
      };
      const overrides = { signal: interruption.signal };
      expect(await errorOf(consoleOf({ open: true }, { openBrowser, overrides }))).toBe(reason);
    });

    it.each(['EC2', '../x', 'ec2/home', ''])('refuses the service %j', async (service) => {
      expect(await errorOf(consoleOf({ service }))).toMatchObject({ kind: 'usage' });
    });

    it('explains that the sandbox has none', async () => {
      const error = await errorOf(consoleOf({}, { overrides: { env: { DIVERST_SANDBOX: '1' } } }));
      expect(error).toMatchObject({
        kind: 'usage',
        text: { what: 'cannot open the console: the sandbox has no console' },
      });
      expect((error as Failure).text.why).toContain('opens https://console.aws.amazon.com/.');
      expect(String((error as Failure).text.fix)).toContain(
        `diverst --sandbox ${tested.command} exec ${tested.name} -- COMMAND`,
      );
    });

    it('says so when the partition’s console is not known', async () => {
      const roleArn = `arn:aws-iso:iam::111122223333:role/${tested.role}`;
      const error = await errorOf(
        consoleOf({}, { openAccountSession: async () => ({ ...session, roleArn }) }),
      );
      expect(error).toMatchObject({ kind: 'failed' });
      expect(String(error)).toContain(roleArn);
    });
  });
});
