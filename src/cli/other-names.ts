import { type AccountNoun, accountNouns, accountWords } from '../model/account-kind.ts';

/** By a word, the commands that it can stand for, as paths below the program. */
type Names = Readonly<Record<string, readonly string[]>>;

/** What other programs call a command of this one, by the words of the group that it is given in. */
export const otherNames: Readonly<Record<string, Names>> = {
  '': {
    ...both(['create', 'new', 'add', 'setup', 'onboard'], 'client init'),
    ...both(['init'], 'client init', 'env init', 'org init'),
    ...both(['ls', 'list', 'clients', 'accounts'], 'client list'),
    ...both(['switch', 'use', 'login', 'signin', 'auth', 'sso', 'enter'], 'client assume'),
    ...both(['run', 'shell'], 'client exec'),
    ...both(['open', 'browser'], 'client console'),
    ...both(['logout', 'unset', 'exit'], 'client leave'),
    ...both(['environment', 'environments', 'envs'], 'env'),
    ...both(['add-user', 'adduser', 'invite'], 'user add'),
    ...both(['users', 'people', 'members'], 'user list'),
    ...both(['remove-user', 'deluser'], 'user remove'),
    ...both(['offboard', 'delete', 'remove', 'rm', 'destroy'], 'user remove', 'client close'),
    ...both(['kick', 'lock', 'ban'], 'client revoke --all --person'),
    ...both(['log', 'logs', 'events', 'who'], 'client history'),
    ...both(['scan', 'check', 'drift', 'plan', 'diff', 'verify'], 'org audit'),
    ...both(['fix', 'apply', 'heal'], 'org repair'),
    ...both(['cost', 'bill', 'billing', 'spend'], 'org costs'),
    ...both(['tree', 'organization', 'organisation'], 'org show'),
    ...both(['whoami', 'status', 'info', 'where'], 'client status', 'doctor'),
    ...both(['configure', 'config', 'settings'], 'config', 'doctor'),
    ...both(['test', 'diagnose'], 'doctor'),
    ...both(['version'], '--version'),
  },
  ...Object.fromEntries(accountNouns.map((noun) => [accountWords[noun].command, ofAccounts(noun)])),
  user: {
    ...both(['create', 'new', 'init', 'invite', 'setup'], 'user add'),
    ...both(['ls', 'show', 'get', 'describe'], 'user list'),
    ...both(['delete', 'rm', 'del', 'offboard'], 'user remove'),
    ...both(['lock', 'revoke', 'disable', 'suspend'], 'client revoke --all --person'),
  },
  org: {
    ...both(['create', 'new', 'setup', 'apply'], 'org init'),
    ...both(['check', 'scan', 'drift', 'plan', 'diff'], 'org audit'),
    ...both(['fix'], 'org repair'),
    ...both(['ls', 'list', 'tree', 'describe'], 'org show'),
    ...both(['cost', 'bill', 'billing', 'spend'], 'org costs'),
  },
  sandbox: {
    ...both(['start', 'run', 'up'], 'sandbox serve'),
    ...both(['new', 'create', 'init', 'delete', 'rm', 'clear'], 'sandbox reset'),
  },
};

/** Below `client`, and below its like of the other kinds. */
function ofAccounts(noun: AccountNoun): Names {
  const { command } = accountWords[noun];
  return {
    ...both(['create', 'new', 'add', 'make', 'setup', 'apply', 'onboard'], `${command} init`),
    ...both(['ls', 'all'], `${command} list`),
    ...both(['get', 'describe', 'info'], `${command} show`),
    ...both(['status', 'whoami', 'where'], `${command} status`, `${command} show`),
    ...both(['switch', 'use', 'enter', 'login', 'credentials'], `${command} assume`),
    ...both(['run', 'shell'], `${command} exec`),
    ...both(['open', 'browser'], `${command} console`),
    ...both(['logout', 'unset', 'exit'], `${command} leave`),
    ...both(['config', 'profiles'], `${command} profile`),
    ...both(['log', 'logs', 'events'], `${command} history`),
    ...both(['delete', 'remove', 'rm', 'destroy', 'offboard'], `${command} close`),
    ...both(['lock', 'kick', 'ban'], `${command} revoke`),
    ...both(['cost', 'bill', 'billing'], `org costs --${command}`),
    ...both(['audit', 'check', 'scan'], `org audit --${command}`),
    ...both(['report'], `org report --${command}`),
  };
}

function both(words: readonly string[], ...paths: readonly string[]): Names {
  return Object.fromEntries(words.map((word) => [word, paths]));
}
