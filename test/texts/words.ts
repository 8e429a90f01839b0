/** Words that no text of the program uses, and what it says instead. The table of CONTRIBUTING.md, as patterns. */
export interface Unused {
  readonly pattern: RegExp;
  readonly instead: string;
}

const row = (words: string, instead: string): Unused => ({
  pattern: new RegExp(`(?<![\\w-])(?:${words})(?![\\w-])`, 'i'),
  instead,
});

const unused: readonly Unused[] = [
  row('whoever|whomever|somebody|anybody|nobody|everybody', 'you, an outside account, no user, everyone'),
  row('who calls|the callers?|the askers?|the own', 'your identity, your own'),
  row('tells?|told|telling|says? so', 'report, show, print, warn'),
  row('mend(?:s|ed|ing)?', 'fix, repair'),
  row('anew|begun', 'again, started'),
  row('(?:what )?(?:is|are|was|were) there(?: already)?', 'exists, existing'),
  row('tak(?:e|es|en|ing) (?:them |it |this )?(?:away|out)|took (?:away|out)', 'remove'),
  row('go(?:es|ing|ne)? on|went on', 'continue, resume'),
  row('as it should be|already so|as planned', 'no change, exists, matches the plan'),
  row(
    'lets? in|lets? (?:somebody|them|it|you|others) in|gets? in|got in|ways? in|doors?',
    'give access, has access',
  ),
  row('headroom|the room|little room|no room|more room|room for|room that', 'quota, remaining quota'),
  row('besides?|in place of|but for|save for', 'in addition to, next to, instead of, except'),
  row('by (?:itself|themselves)', 'on its own, separately, automatically'),
  row('unless given', 'by default'),
  row('upwards?', 'in a parent directory'),
  row('look(?:s|ed|ing)? (?:at|for|after)', 'check, read, find'),
  row('in doubt', 'unknown (check AWS)'),
  row('excepts|excepted', 'exempt'),
  row('switch(?:es|ed)? (?:\\S+ ){0,3}off', 'turn off'),
  row('(?:begins?|starts?|started) (?:a |the |new )+sessions?', 'open a session'),
  row('assigns? (?:an?|the) (?:MFA )?devices?', 'register a device'),
  row('set-ups?|(?:region|profile) of before', 'setup, from before'),
  row('good for', 'valid for'),
  row(
    'strangers?|namesakes?|riddles?|comes? back to life|business of',
    'outside account, account with the same name',
  ),
  // The month has a capital.
  { pattern: /(?<![\w-])(?:may|[Ss]hall)(?![\w-])/, instead: 'can, is allowed to, must' },
  row('(?:is|are|was|were) to (?!the |an? |this |your |its |their )[a-z]+', 'must, should'),
  row('e-mails?', 'email'),
  row('colou(?:rs?|red)|behaviours?|licences?|(?:recogni|organi|authori|summari)s\\w+', 'American spelling'),
];

/** @returns the first of them in a text, and what to write */
export function unusedIn(text: string): { readonly found: string; readonly instead: string } | null {
  for (const { pattern, instead } of unused) {
    const match = pattern.exec(text);
    if (match !== null) return { found: match[0], instead };
  }
  return null;
}
