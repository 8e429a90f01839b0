/**
 * What keeps a promise, taken out; and the tests that are to notice. `docs/reliability.md` names the promises.
 *
 * @typedef {object} Edit one replacement of a text that stands exactly once in the file
 * @property {string} file
 * @property {string} from
 * @property {string} to
 *
 * @typedef {object} Mutant
 * @property {string} name
 * @property {readonly Edit[]} edits
 * @property {string} tests how the paths of the tests begin, below `test`
 * @property {string} [only] pattern of the names of those that are run, of the matrix of its cases; all when left out
 * @property {boolean} [built] whether they run the built program
 */

/** @type {readonly Mutant[]} */
export const mutants = [
  {
    name: 'Cost Explorer is asked though nobody agreed to pay',
    edits: [
      {
        file: 'src/cli/costs/costs-of.ts',
        from: 'if (isAgreed || !costs.ask) return;',
        to: 'return;',
      },
    ],
    tests: 'cli/org-costs.test.ts',
    only: 'the price',
  },
  {
    name: 'costs are added as floating point',
    edits: [
      {
        file: 'src/costs/build-table.ts',
        from: '(row[at] ?? new Big(0)).plus(decimal(amount))',
        to: 'new Big(Number(row[at] ?? 0) + Number(amount))',
      },
    ],
    tests: 'costs/cost-table-property.test.ts',
  },
  {
    name: 'kept costs answer another organization',
    edits: [
      {
        file: 'src/credentials/costs-file.ts',
        from: '[...this.whose, granularity, metric]',
        to: '[granularity, metric]',
      },
    ],
    tests: 'credentials/costs-file.test.ts',
  },
  {
    name: 'kept costs are used for more than 8 hours',
    edits: [
      {
        file: 'src/credentials/costs-file.ts',
        from: 'now - readAt < costsLife &&',
        to: 'now - readAt < 2 * costsLife &&',
      },
    ],
    tests: 'credentials/costs-file.test.ts',
  },
  {
    name: 'the page of a client tells what the others cost',
    edits: [
      {
        file: 'src/report/account-report.ts',
        from: 'costs && selectedRows(costs, ({ accountId }) => accountId === account.id)',
        to: 'costs',
      },
    ],
    tests: 'cli/account-costs.test.ts',
    only: 'no sum over others',
  },
  {
    name: 'costs that are kept are paid for again',
    edits: [
      {
        file: 'src/cli/costs/costs-of.ts',
        from: 'const kept = wanted.isFresh ? null : file.read(query);',
        to: 'const kept = null;',
      },
    ],
    tests: 'cli/org-costs.test.ts',
  },
  {
    name: 'two commands at once pay for the same costs',
    edits: [
      {
        file: 'src/cli/costs/costs-of.ts',
        from: 'async () => fromCache() ?? costTable(',
        to: 'async () => costTable(',
      },
    ],
    tests: 'cli/costs-paid.test.ts',
    only: 'of two commands at once',
  },
  {
    name: 'costs are paid for before a misspelt client is refused',
    edits: [{ file: 'src/cli/costs/costs-of.ts', from: '  check(owners);\n', to: '' }],
    tests: 'cli/org-costs.test.ts',
    only: 'before anybody pays',
  },
  {
    name: 'a page of costs whose answer is lost is paid for again and again',
    edits: [
      {
        file: 'src/aws/client/retries.ts',
        from: '{ ...usualAttempts, other: 2, limitIsRate: true }',
        to: '{ ...usualAttempts, limitIsRate: true }',
      },
    ],
    tests: 'cli/costs-paid.test.ts',
  },
  {
    name: 'of the costs the first page alone is read',
    edits: [{ file: 'src/aws/costs.ts', from: '} while (next);', to: '} while (!next && next);' }],
    tests: 'cli/org-costs.test.ts',
  },
  {
    name: 'a command for many runs for one more than it should',
    edits: [
      {
        file: 'src/exec/run-many.ts',
        from: 'Math.min(parallel, items.length)',
        to: 'Math.min(parallel + 1, items.length)',
      },
    ],
    tests: 'exec/run-many.test.ts',
  },
  {
    name: 'what a command prints is kept where it is not read',
    edits: [
      {
        file: 'src/exec/prefixed-output.ts',
        from: 'if (!(await this.write(pieces.add(part)))) return;',
        to: 'void this.write(pieces.add(part));',
      },
    ],
    tests: 'exec/prefixed-output.test.ts',
  },
  {
    name: 'what a command for many has started outlives it',
    edits: [
      {
        file: 'src/exec/child-group.ts',
        from: "if (exit.kind === 'ended') await endOfGroup();",
        to: "if (exit.kind === 'ended') await reading;",
      },
    ],
    tests: 'exec/child-group.test.ts',
  },
  {
    name: 'a command for many goes on after its first failure',
    edits: [
      {
        file: 'src/cli/account/exec-many/wanted.ts',
        from: 'return readOnly ? null : 1;',
        to: 'return null;',
      },
    ],
    tests: 'cli/exec-many.test.ts',
    only: 'failures',
  },
  {
    name: 'a command for many that may change something is run without a yes',
    edits: [
      {
        file: 'src/cli/account/exec-many/question.ts',
        from: 'if (yes || readOnly) return;',
        to: 'if (yes !== false) return;',
      },
    ],
    tests: 'cli/exec-many.test.ts',
    only: 'before it runs',
  },
  {
    name: 'a command for many asks for an MFA code again',
    edits: [
      {
        file: 'src/cli/session/one-code.ts',
        from: 'lasts(kept) ? kept : first(open)',
        to: 'first(open)',
      },
    ],
    tests: 'cli/exec-many.test.ts',
    only: 'MFA code',
  },
  {
    name: 'a CI role takes the tokens of every job of its issuer',
    edits: [
      {
        file: 'src/model/policy/ci-trust.ts',
        from: '[`${name}:aud`]: audience, [`${name}:sub`]: subject',
        to: '[`${name}:aud`]: subject ? audience : subject',
      },
    ],
    tests: 'cli/ci-roles.test.ts',
  },
  {
    name: 'a CI role that lets in more passes for one that keeps CI out',
    edits: [
      {
        file: 'src/plan/diff/ci-roles.ts',
        from: "check: isNarrower ? 'ci-role-narrower' : 'ci-role-trust',",
        to: "check: isNarrower ? 'ci-role-trust' : 'ci-role-narrower',",
      },
    ],
    tests: 'cli/ci-roles.test.ts',
  },
  {
    name: 'a CI role that the configuration does not name any more is passed over',
    edits: [
      {
        file: 'src/plan/diff/other-roles.ts',
        from: '.filter((role) => !own.includes(role.name) && !isOfService(role))',
        to: '.filter((role) => !own.includes(role.name) && !isOfService(role) && role.tags === undefined)',
      },
    ],
    tests: 'cli/ci-roles.test.ts',
  },
  {
    name: 'people wait for the provider of CI',
    edits: [
      {
        file: 'src/apply/apply-account.ts',
        from: "return isOfCi ? 'ci' : scopeOf(change);",
        to: 'return isOfCi ? scopeOf(change) : scopeOf(change);',
      },
    ],
    tests: 'cli/ci-roles.test.ts',
  },
  {
    name: 'a yes is enough to delete a user',
    edits: [
      {
        file: 'src/cli/user/remove-run.ts',
        from: 'const yes = confirmedName(named, options);',
        to: 'const yes = options.yes === true || confirmedName(named, options);',
      },
    ],
    tests: 'cli/user-remove.test.ts',
  },
  {
    name: 'a user who was made anew is deleted',
    edits: [
      {
        file: 'src/apply/same-user.ts',
        from: 'if (found?.id === planned.userId) return true;',
        to: 'if (found !== null) return true;',
      },
    ],
    tests: 'cli/user-remove.test.ts',
  },
  {
    name: 'a user who was renamed is taken for deleted',
    edits: [
      {
        file: 'src/apply/same-user.ts',
        from: 'if (renamed === undefined) return;',
        to: 'if (renamed !== null) return;',
      },
    ],
    tests: 'cli/user-remove.test.ts',
    only: 'renamed',
  },
  {
    name: 'a user who has something else loses the lock',
    edits: [
      {
        file: 'src/apply/user-changes.ts',
        from: 'await refuseUnlessEmpty(iam, user, wait);',
        to: 'void refuseUnlessEmpty; void wait;',
      },
    ],
    tests: 'cli/user-remove.test.ts',
  },
  {
    name: 'a user is deleted although the sessions go on',
    edits: [
      {
        file: 'src/operations/people/remove-user.ts',
        from: 'if (locked.errors.length > 0)',
        to: 'if (locked.errors.length > 1_000)',
      },
    ],
    tests: 'cli/user-remove.test.ts',
  },
  {
    name: 'CreateAccount is repeated by the SDK',
    edits: [
      {
        file: 'src/aws/client/connect.ts',
        from: 'new OrganizationsClient({ ...own, ...singleAttempt })',
        to: 'new OrganizationsClient(own)',
      },
    ],
    tests: 'faults/matrix/client-init-',
    only: 'CreateAccount: (reset|no reply|500|half)',
  },
  {
    name: 'nobody looks before CreateAccount is sent again',
    edits: [
      {
        file: 'src/apply/create-account.ts',
        from: 'const found = await look(organizations, request, sentAt, wait);',
        to: 'const found = null as Awaited<ReturnType<typeof look>>; void look; void sentAt;',
      },
      {
        file: 'src/apply/create-account.ts',
        from: 'const other = await request.lookAgain();',
        to: 'const other = null as Seen | null;',
      },
    ],
    tests: 'faults/matrix/client-init-',
    only: 'CreateAccount: (reset|no reply|500|half)',
  },
  {
    name: 'people work without MFA',
    edits: [
      {
        file: 'src/model/policy/people-access.ts',
        from: "Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },",
        to: "Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },",
      },
    ],
    tests: 'plan/people-group.test.ts',
  },
  {
    name: 'a Deny that access keys pass is enough for the audit',
    edits: [
      {
        file: 'src/plan/diff/people-access.ts',
        from: "return verdict === 'equal' || verdict === 'narrower';\n  };",
        to: 'return verdict !== undefined;\n  };',
      },
    ],
    tests: 'audit/drifts.test.ts',
    only: 'people: (without the Deny|a Deny that access)',
  },
  {
    name: 'people register devices of any name',
    edits: [
      {
        file: 'src/model/policy/people-access.ts',
        from: "const device = own('mfa/${aws:username}');",
        to: "const device = own('mfa/*');",
      },
    ],
    tests: 'model/policy/people-access.test.ts',
  },
  {
    name: 'an access key alone registers an MFA device',
    edits: [
      {
        file: 'src/model/policy/people-access.ts',
        from: 'Action: [...notByKeys],',
        to: 'Action: notByKeys.slice(0, 1),',
      },
    ],
    tests: 'model/policy/people-access.test.ts',
    only: 'a new person changes the password',
  },
  {
    name: 'the audit takes registering by access keys alone for harmless',
    edits: [
      {
        file: 'src/plan/diff/people-access.ts',
        from: 'return [`${enable} by an access key alone`];',
        to: 'return [];',
      },
    ],
    tests: 'audit/drifts.test.ts',
    only: 'people: devices registered by',
  },
  {
    name: 'a revocation leaves out accounts that were moved or renamed',
    edits: [
      {
        file: 'src/operations/revocation/revoked-accounts.ts',
        from: 'return account === undefined || isExpected ? [] : [{',
        to: 'return account === undefined || !isExpected ? [] : [{',
      },
    ],
    tests: 'cli/account-revoke-care.test.ts',
    only: 'moved out of its OU or renamed',
  },
  {
    name: 'an account is closed whose address and tag are not the client’s',
    edits: [
      {
        file: 'src/operations/account/prepare-closing.ts',
        from: 'isNamedById: request.accountId === account.id,',
        to: 'isNamedById: true,',
      },
    ],
    tests: 'cli/client-close-refusals.test.ts',
  },
  {
    name: 'an account is closed that is another client’s by its tag or a grant',
    edits: [
      {
        file: 'src/plan/closing-identity.ts',
        from: 'if (others.length > 0) {',
        to: 'if (others.length > 99) {',
      },
    ],
    tests: 'cli/client-close-refusals.test.ts',
  },
  {
    name: 'an account is closed that has changed since it was shown',
    edits: [
      {
        file: 'src/operations/account/confirm-identity.ts',
        from: 'if (differences.length === 0) return account.state;',
        to: 'if (differences.length >= 0) return account.state;',
      },
    ],
    tests: 'cli/client-close-refusals.test.ts',
  },
  {
    name: 'an account is closed whose bucket keeps the log files and denies everything else',
    edits: [
      {
        file: 'src/aws/buckets.ts',
        from: 'return listed.some(({ Name }) => Name === Prefix);',
        to: 'return listed.length > 99;',
      },
    ],
    tests: 'cli/client-close-refusals.test.ts',
    only: 'whose bucket',
  },
  {
    name: 'an account is closed that the organization has come to rest on since it was shown',
    edits: [
      {
        file: 'src/apply/apply-closing.ts',
        from: 'if (confirm !== null && !isClosing(await confirm())) await refuseNeeded();',
        to: 'if (confirm !== null) await confirm(); void refuseNeeded;',
      },
    ],
    tests: 'cli/client-close-refusals.test.ts',
    only: 'meanwhile',
  },
  {
    name: 'a yes is enough to close an account',
    edits: [
      {
        file: 'src/cli/confirmed-name.ts',
        from: 'if (confirm === name) return true;',
        to: 'if (confirm === name || yes === true) return true;',
      },
    ],
    tests: 'cli/client-close-refusals.test.ts',
  },
  {
    name: 'CloseAccount is repeated by the SDK',
    edits: [
      {
        file: 'src/aws/organizations.ts',
        from: "await change('organizations:CloseAccount', (options) => once.send(command, options), sending);",
        to: "await change('organizations:CloseAccount', (options) => client.send(command, options), sending);",
      },
    ],
    tests: 'faults/matrix/client-close',
    only: 'CloseAccount: (reset|no reply|500|half)',
  },
  {
    name: 'CloseAccount is sent again when nobody knows what became of it',
    edits: [
      {
        file: 'src/apply/close-account.ts',
        from: 'return { failed: inDoubt(name, id, wait, error) };',
        to: 'void inDoubt; return null;',
      },
    ],
    tests: 'faults/matrix/client-close',
    only: 'CloseAccount: (reset|no reply|500|half)',
  },
  {
    name: 'an account is closed although its grant is still there',
    edits: [
      {
        file: 'src/operations/account/close-account.ts',
        from: "if (errors.length === 0 && steps.some(({ state }) => state === 'needed')) {",
        to: "if (errors.length > 99 && steps.some(({ state }) => state === 'needed')) {",
      },
    ],
    tests: 'faults/matrix/client-close',
    only: 'GroupPolicy: NoSuchEntity',
  },
  {
    name: 'history proves a name, whoever began the session',
    edits: [
      {
        file: 'src/history/who.ts',
        from: "if (!isFromOps || start.sourceIdentity !== sourceIdentity) return 'not-from-ops';",
        to: 'void isFromOps; void start;',
      },
    ],
    tests: 'history/who.test.ts',
  },
  {
    name: 'history proves a name through a trust policy that was changed since',
    edits: [
      {
        file: 'src/history/who.ts',
        from: "attribution.unsettled.some((until) => until > time) ? 'trust-changed' : null;",
        to: "attribution.unsettled.some((until) => until < 0 * time) ? 'trust-changed' : null;",
      },
    ],
    tests: 'history/who.test.ts',
  },
  {
    name: 'history ends with the first region that cannot be read',
    edits: [
      {
        file: 'src/operations/history/event-stream.ts',
        from: 'if (!isUnseen(error)) throw error;',
        to: 'if (isUnseen(error) || true) throw error;',
      },
    ],
    tests: 'operations/read-history.test.ts',
    only: 'go on without',
  },
  {
    name: 'an admin reads a history with all that the access role may do',
    edits: [
      {
        file: 'src/operations/history/look-up-session.ts',
        from: 'sessionPolicy: JSON.stringify(',
        to: '// @ts-expect-error\n      nothing: JSON.stringify(',
      },
    ],
    tests: 'cli/account-history-policy.test.ts',
  },
  {
    name: 'a packed policy is not read again before its new version counts',
    edits: [
      {
        file: 'src/apply/packed-policy.ts',
        from: 'if (after?.defaultId === defaultId && first === own) return own;',
        to: 'if (after !== undefined || first !== undefined) return own;',
      },
    ],
    tests: 'faults/interleavings/commands.test.ts',
    only: 'shared policies',
  },
  {
    name: 'files are written in their place',
    edits: [
      {
        file: 'src/files/atomic-write.ts',
        from: "const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;",
        to: 'const temporary = path; void randomBytes; removeUnlessHeld(path);',
      },
    ],
    tests: 'faults/processes/files.test.ts',
    built: true,
  },
  {
    name: 'sessions are renewed without a lock',
    edits: [
      {
        file: 'src/credentials/session-cache.ts',
        from: 'return await acquireFileLock(lockFile(folder, request), options);',
        to: 'void acquireFileLock; void lockFile; void options; return null;',
      },
    ],
    tests: 'credentials/session-cache.test.ts',
  },
  {
    name: 'a lock of a dead process counts',
    edits: [
      {
        file: 'src/files/lock.ts',
        from: "if (liveness !== 'unknown') return liveness === 'dead';",
        to: "if (liveness !== 'unknown') return false;",
      },
    ],
    tests: 'files/lock.test.ts',
  },
  {
    name: 'a change without an answer is reported as not made',
    edits: [
      {
        file: 'src/apply/ledger.ts',
        from: 'if (error instanceof AwsError && error.inDoubt) this.doubt(change, true);',
        to: 'void AwsError;',
      },
    ],
    tests: 'faults/matrix/client-init-',
    only: 'MoveAccount: resets after the effect to the end',
  },
  {
    name: 'what an attempt in a young account may have done is forgotten',
    edits: [
      {
        file: 'src/access/member-accounts.ts',
        from: 'if (error instanceof AwsError && error.inDoubt) wrote?.();',
        to: 'void AwsError; void wrote;',
      },
    ],
    tests: 'faults/pairs',
    only: 'lost',
  },
  {
    name: 'what took effect before a later failure is reported as not made',
    edits: [
      {
        file: 'src/apply/create-organization.ts',
        from: 'await organizations.createOrganization();\n    wrote();',
        to: 'await organizations.createOrganization();',
      },
    ],
    tests: 'faults/matrix/org-init-',
    only: 'DescribeOrganization',
  },
  {
    name: 'an effect of a lost answer is reported as somebody else’s',
    edits: [
      {
        file: 'src/apply/account-role.ts',
        from: 'if (error.afterDoubt) wrote();',
        to: 'void wrote;',
      },
    ],
    tests: 'faults/matrix/client-init-',
    only: 'CreateRole: (500|reset|half)',
  },
  {
    name: 'ConcurrentModificationException is final',
    edits: [
      {
        file: 'src/aws/client/retries.ts',
        from: "const concurrent = name === 'ConcurrentModificationException';",
        to: 'const concurrent = false;',
      },
    ],
    tests: 'faults/matrix/client-init-',
    only: 'concurrent modification',
  },
  {
    name: 'a new OU is taken to show at once',
    edits: [
      {
        file: 'src/apply/unit-tree.ts',
        from: 'this.made.add(id);',
        to: '',
      },
    ],
    tests: 'faults/matrix/org-init-',
    only: 'CreateOrganizationalUnit: stale',
  },
  {
    name: 'a repair that could not look everywhere ends well',
    edits: [
      {
        file: 'src/cli/org/repair-run.ts',
        from: 'exit: isSeen ? undefined : new ExitError(3, notSeen(result.unseen, auditCommand(request), resume)),',
        to: 'exit: void [ExitError, notSeen],',
      },
    ],
    tests: 'faults/matrix/org-repair-',
    only: 'AssumeRole',
  },
  {
    name: 'half a role passes for the whole',
    edits: [
      {
        file: 'src/operations/organization/read-account.ts',
        from: 'if (isListed && sessions[index] === null) throw contradicted(name);',
        to: 'void isListed; void index; void contradicted;',
      },
    ],
    tests: 'faults/matrix/org-repair-',
    only: 'GetRole: NoSuchEntity',
  },
  {
    name: 'an answer that never comes takes all the time of an assume',
    edits: [
      {
        file: 'src/cli/session/assume-deadline.ts',
        from: 'deadline: context.clock.now() + answerWithin, attempt };',
        to: 'deadline: context.clock.now() + answerWithin + 0 * attempt };',
      },
    ],
    tests: 'faults/matrix/client-assume.test.ts',
    only: 'no reply',
  },
  {
    name: 'an interrupted run does not say how to continue',
    edits: [
      {
        file: 'src/cli/plan-and-apply.ts',
        from: 'fix: [`continue: ${resume}`],',
        to: 'fix: [],',
      },
    ],
    tests: 'faults/matrix/client-init-',
    only: 'Ctrl-C',
  },
  {
    name: 'the name of the person is demanded of requests for tags, which may not carry it',
    edits: [
      {
        file: 'src/model/policy/trust.ts',
        from: "const isTag = (action: string) => action === 'sts:TagSession';",
        to: 'const isTag = (_action: string) => false;',
      },
    ],
    tests: 'model/policy/trust.test.ts',
  },
  {
    name: 'a request without a name is taken for one that a condition on the name keeps out',
    edits: [
      {
        file: 'src/model/policy/own-name-cells.ts',
        from: 'if (value === undefined) return holdsAbsent(condition, literals, assume);',
        to: 'if (value === undefined) return false;',
      },
    ],
    tests: 'model/policy/compare-own-name.test.ts',
  },
  {
    name: 'a role that demands the name of the person is tried without one',
    edits: [
      {
        file: 'src/operations/account/assume-account.ts',
        from: "if (named && missing === 'SetSourceIdentity') throw error;",
        to: 'void named;',
      },
    ],
    tests: 'cli/account-source-identity.test.ts',
  },
  {
    name: 'a trust policy is repaired although it locks out a role of Ops',
    edits: [
      {
        file: 'src/plan/diff/role-trust.ts',
        from: 'if (nameless.length === 0 ||',
        to: 'if (nameless.length >= 0 ||',
      },
    ],
    tests: 'plan/role-trust.test.ts',
  },
  {
    name: 'log files go into whoever’s bucket has the name',
    edits: [
      {
        file: 'src/aws/buckets.ts',
        from: 'const input = { Bucket, ExpectedBucketOwner };\n      try {',
        to: 'const input = { Bucket };\n      void ExpectedBucketOwner;\n      try {',
      },
    ],
    tests: 'cli/org-trail.test.ts',
    only: 'owner',
  },
  {
    name: 'a role under a path passes for the access role',
    edits: [
      {
        file: 'src/model/guardrails/statements.ts',
        from: ':role/${structure.accessRole}`',
        to: ':role/*${structure.accessRole}`',
      },
    ],
    tests: 'guardrails/inside.test.ts',
  },
  {
    name: 'an account that all reach and that reaches all is taken',
    edits: [
      {
        file: 'src/model/guardrails/exceptions.ts',
        from: 'hubs.filter((id) => reach.includes(id))',
        to: 'hubs.filter(() => false)',
      },
    ],
    tests: 'model/guardrails/policies.test.ts',
  },
  {
    name: 'a Deny that is not understood counts as one',
    edits: [
      {
        file: 'src/model/policy/denied.ts',
        from: "if (verdict === 'equal') return denied;",
        to: "if (verdict === 'equal' || verdict === 'not-understood') return denied;",
      },
    ],
    tests: 'model/guardrails/denied.test.ts',
  },
  {
    name: 'the caller’s account is never one that is named beside it',
    edits: [
      {
        file: 'src/model/policy/denied.ts',
        from: 'if (isAboutOthers !== true) return statements;',
        to: '',
      },
    ],
    tests: 'model/guardrails/denied.test.ts',
  },
  {
    name: 'an account is moved under guardrails that cut off what is in use',
    edits: [
      {
        file: 'src/operations/organization/repair-guardrails.ts',
        from: 'withoutDoubtfulMoves(kept.steps, use, context)',
        to: '{ ...withoutDoubtfulMoves(kept.steps, use, context), steps: kept.steps }',
      },
    ],
    tests: 'cli/guarded-moves.test.ts',
    only: 'a vendor uses',
  },
  {
    name: 'init adopts an account in which guardrails cut something off',
    edits: [
      {
        file: 'src/cli/account/init-run.ts',
        from: 'if (yes) refuseDoubtful(care, prepared, run.wait);',
        to: '',
      },
    ],
    tests: 'cli/guarded-moves.test.ts',
    only: 'client init of an account',
  },
  {
    name: 'a session of AssumeRoot is used whoever’s it is',
    edits: [
      {
        file: 'src/access/root-session.ts',
        from: 'accountId !== input.accountId ||',
        to: '',
      },
    ],
    tests: 'access/root-session.test.ts',
  },
  {
    name: 'a guardrail counts wherever its policy is attached',
    edits: [
      {
        file: 'src/plan/guardrail-states.ts',
        from: 'targets.some((id) => above.includes(id))',
        to: 'targets.length + above.length > 2',
      },
    ],
    tests: 'audit/drifts.test.ts',
    only: 'attached to Produ',
  },
  {
    name: 'a repair of one guardrail writes all of them',
    edits: [
      {
        file: 'src/plan/guardrail-documents.ts',
        from: '(guardrail) => names.includes(guardrail.name) || (trims && isBegun(guardrail))',
        to: '(guardrail) => names.length > 0 || (trims && isBegun(guardrail))',
      },
    ],
    tests: 'cli/guardrail-findings.test.ts',
  },
  {
    name: 'half a policy is attached',
    edits: [
      {
        file: 'src/apply/guardrail-changes.ts',
        from: 'return held !== null && isSameDocument(held, wanted) ? id : null;',
        to: 'void wanted;\n      return id;',
      },
    ],
    tests: 'apply/guardrail-changes.test.ts',
  },
  {
    name: 'a policy that somebody changed meanwhile is overwritten',
    edits: [
      {
        file: 'src/apply/guardrail-changes.ts',
        from: 'if (!isSameDocument(held, replaces)) throw',
        to: 'if (held === replaces && held === document) throw',
      },
    ],
    tests: 'apply/guardrail-changes.test.ts',
  },
  {
    name: 'org init attaches guardrails over what is in use',
    edits: [
      {
        file: 'src/plan/guardrail-plan.ts',
        from: "const missing = unused.includes(unit) ? 'needed' : 'needs-consent';",
        to: "void unused;\n  const missing = 'needed';",
      },
    ],
    tests: 'cli/org-guardrails.test.ts',
    only: 'where',
  },
  {
    name: 'guardrails protect what could not be mended',
    edits: [
      { file: 'src/apply/apply-organization.ts', from: 'if (!isMended) return;', to: 'void isMended;' },
    ],
    tests: 'cli/org-guardrails.test.ts',
    only: 'could not mend',
  },
  {
    name: 'a root user that could not be asked passes',
    edits: [
      {
        file: 'src/plan/diff/root-users.ts',
        from: "if (reading.kind !== 'read' || reading.rootUser.kind === 'not-asked') return [];",
        to: "if (reading.kind !== 'read' || reading.rootUser.kind !== 'read') return [];",
      },
    ],
    tests: 'cli/org-root-users.test.ts',
  },
  {
    name: 'a key of a root user that was not shown is deleted',
    edits: [
      {
        file: 'src/apply/root-credentials.ts',
        from: 'if (unseen.length > 0) throw changed(name, unseen);',
        to: 'if (unseen.length < 0) throw changed(name, unseen);',
      },
    ],
    tests: 'cli/org-root-users.test.ts',
  },
  {
    name: 'a key of a root user that is in use is deleted without a word',
    edits: [
      {
        file: 'src/operations/organization/repair-root-users.ts',
        from: 'used.length > 0 && unattended &&',
        to: 'used.length < 0 && unattended &&',
      },
    ],
    tests: 'cli/org-root-users.test.ts',
  },
  {
    name: 'Ops is created although root credentials are not managed centrally',
    edits: [
      {
        file: 'src/apply/apply-organization.ts',
        from: 'if (isAwaited || !isOfRootManagement(step.change)) await this.execute(step);',
        to: 'if (!isOfRootManagement(step.change)) await this.execute(step);',
      },
      {
        file: 'src/apply/apply-organization.ts',
        from: "const isAwaited = steps.some(({ change }) => change.kind === 'create-account');",
        to: '',
      },
    ],
    tests: 'cli/org-root-users.test.ts',
  },
  {
    name: 'org repair --yes attaches what would cut something off',
    edits: [
      {
        file: 'src/operations/organization/repair-guardrails.ts',
        from: 'if (words.length === 0 || !unattended) return { steps, notices: words };',
        to: 'if (!unattended || words.length >= 0) return { steps, notices: words };',
      },
    ],
    tests: 'cli/org-repair-guardrails.test.ts',
    only: 'leaves out',
  },
  {
    name: 'a use that could not be read counts as none',
    edits: [
      {
        file: 'src/model/guardrail-use.ts',
        from: 'use.unread.some(({ guardrails, account }) => guardrails.includes(name) && accountIds.has(account.id))',
        to: 'false',
      },
    ],
    tests: 'cli/org-repair-guardrails.test.ts',
    only: 'could not find out',
  },
  {
    name: 'trails that could not be read pass',
    edits: [
      {
        file: 'src/plan/diff/trail.ts',
        from: "if (wanted === null || reading.kind === 'not-asked') return [];",
        to: "if (wanted === null || reading.kind !== 'read') return [];",
      },
    ],
    tests: 'cli/org-trail.test.ts',
    only: 'no pass',
  },
  {
    name: 'delegated administrators that could not be read pass',
    edits: [
      {
        file: 'src/plan/diff/delegation.ts',
        from: "if (reading.kind === 'not-asked') return [];",
        to: "if (reading.kind !== 'read') return [];",
      },
    ],
    tests: 'cli/org-audit-policy.test.ts',
    only: 'Delegated',
  },
  {
    name: 'a client administers a service unseen where the configuration names it',
    edits: [
      {
        file: 'src/plan/diff/delegation.ts',
        from: 'if (isNamed && owner === null) return [];',
        to: 'if (isNamed) return [];',
      },
    ],
    tests: 'plan/delegation.test.ts',
  },
  {
    name: 'what one role is denied limits what the resource policy gives its account',
    edits: [
      {
        file: 'src/model/policy/delegated-rights.ts',
        from: "denied.kind === 'account' && denied.accountId === holder.text",
        to: "'accountId' in denied && denied.accountId === holder.text",
      },
    ],
    tests: 'model/policy/delegated-rights.test.ts',
  },
  {
    name: 'sessions are ended although the person could not be locked',
    edits: [
      {
        file: 'src/apply/apply-revocation.ts',
        from: "if (step.change.kind === 'lock-user') isLocked = await execute(step);",
        to: "if (step.change.kind === 'lock-user') await execute(step);",
      },
    ],
    tests: 'cli/account-revoke-care.test.ts',
    only: 'ends nothing where the lock failed',
  },
  {
    name: 'a revocation has the time of this machine',
    edits: [
      {
        file: 'src/access/member-accounts.ts',
        from: 'ahead: session.expiration.getTime() - sessionDuration * 1_000 - wait.clock.now(),',
        to: 'ahead: 0,',
      },
    ],
    tests: 'cli/account-revoke-care.test.ts',
    only: 'goes by AWS’s clock',
  },
  {
    name: 'a revocation of one person ends sessions of others',
    edits: [
      {
        file: 'src/model/revocations.ts',
        from: "...(person === null ? {} : { StringEqualsIgnoreCase: { 'aws:SourceIdentity': person } }),",
        to: '',
      },
    ],
    tests: 'cli/account-revoke.test.ts',
    only: 'all others go on',
  },
  {
    name: 'a revocation does not reach the sessions that begin until the lock has arrived',
    edits: [
      {
        file: 'src/apply/revocations.ts',
        from: 'const wanted = now + (withNext ? waits.lockSpreads : 0);',
        to: 'const wanted = now; void withNext;',
      },
    ],
    tests: 'cli/account-revoke.test.ts',
    only: 'before the lock has arrived',
  },
  {
    name: 'a token that leaked with a session of CI opens the next one',
    edits: [
      {
        file: 'src/operations/revocation/revoked-ci-roles.ts',
        from: 'person: null, withNext: true',
        to: 'person: null, withNext: false',
      },
    ],
    tests: 'cli/account-revoke-ci.test.ts',
    only: 'with those of everybody',
  },
  {
    name: 'the sessions of a left role for CI go on where it lets everyone in',
    edits: [
      {
        file: 'src/model/policy/takes-tokens.ts',
        from: "((principal.kind === 'everyone' || principal.kind === 'unknown') &&",
        to: "(principal.kind === 'unknown' &&",
      },
    ],
    tests: 'cli/account-revoke-ci.test.ts',
    only: 'lets everyone in',
  },
  {
    name: 'names are trusted that the trust policy has not vouched for long enough',
    edits: [
      {
        file: 'src/operations/history/attribution.ts',
        from: 'return times?.every((until) => until <= oldest) ?? null;',
        to: 'return times === null ? null : true;',
      },
    ],
    tests: 'cli/account-revoke-care.test.ts',
    only: 'demands the name for less',
  },
  {
    name: 'a provider of Terraform works in any account',
    edits: [
      {
        file: 'src/views/terraform/provider.ts',
        from: "settings.push(['allowed_account_ids', `[${hclString(accountId)}]`]);",
        to: 'void accountId;',
      },
    ],
    tests: 'views/terraform/provider.test.ts',
  },
  {
    name: 'a destroy takes the bucket of the state along',
    edits: [
      {
        file: 'src/views/terraform/state-bucket.ts',
        from: 'prevent_destroy = true',
        to: 'prevent_destroy = false',
      },
    ],
    tests: 'views/terraform/backend.test.ts',
  },
  {
    name: 'a file of accounts has labels in the order of the configuration',
    edits: [
      {
        file: 'src/views/terraform/accounts-file.ts',
        from: '.sort(([a], [b]) => (a < b ? -1 : 1))',
        to: '',
      },
    ],
    tests: 'views/terraform/accounts-file.test.ts',
  },
  {
    name: 'credentials of the environment are taken for those of several accounts',
    edits: [
      {
        file: 'src/cli/account/terraform/options.ts',
        from: "if (way === 'environment') throw oneEnvironment(noun);",
        to: "if (way === 'environment') return { form, way: 'profile' };",
      },
    ],
    tests: 'cli/account-terraform.test.ts',
  },
  {
    name: 'a backend assumes a role that demands a name, without one',
    edits: [
      {
        file: 'src/cli/account/terraform/backend.ts',
        from: 'if (kind.role.requireSourceIdentity && sourceIdentity === undefined) {',
        to: 'if (kind.role.requireSourceIdentity && sourceIdentity === null) {',
      },
    ],
    tests: 'cli/account-terraform.test.ts',
  },
  {
    name: 'sessions of CI roles go on when everybody’s end',
    edits: [
      {
        file: 'src/operations/revocation/read-revoked-role.ts',
        from: 'person === null ? await readCiRoles(target, lift, iam) : noCiRoles',
        to: 'person === null && lift ? await readCiRoles(target, lift, iam) : noCiRoles',
      },
    ],
    tests: 'cli/account-revoke-ci.test.ts',
  },
  {
    name: 'sessions of a CI role that the configuration does not name any more go on',
    edits: [
      {
        file: 'src/operations/revocation/revoked-ci-roles.ts',
        from: '(named.includes(role.name) || isMadeForTokens(role))',
        to: 'named.includes(role.name)',
      },
    ],
    tests: 'cli/account-revoke-ci.test.ts',
  },
  {
    name: 'the page of a client names others',
    edits: [
      {
        file: 'src/report/discretion.ts',
        from: 'names.some((name) => hasOther(occurrences(searched, name), isOwn)) ||',
        to: '',
      },
    ],
    tests: 'report/account-report.test.ts',
  },
  {
    name: 'the page of a client tells what people do who do not get in there',
    edits: [
      {
        file: 'src/report/told-findings.ts',
        from: "check.startsWith('user-')) return users.has(subject);",
        to: "check.startsWith('user-')) return true;",
      },
    ],
    tests: 'cli/org-report-account.test.ts',
  },
  {
    name: 'a page tells of what was fixed in other names',
    edits: [
      {
        file: 'src/report/told-findings.ts',
        from: "return [{ check, id: discretion.told(id, 'account') }];",
        to: 'return [{ check, id }];',
      },
    ],
    tests: 'cli/org-report-discretion.test.ts',
  },
  {
    name: 'a page says that nobody else gets in where it was not judged',
    edits: [
      {
        file: 'src/report/account-report.ts',
        from: "return outcomes.has('not-read') ? 'not-judged' : 'as-intended';",
        to: "return 'as-intended';",
      },
    ],
    tests: 'cli/org-report-claims.test.ts',
  },
  {
    name: 'an accepted way in is none',
    edits: [
      {
        file: 'src/report/doors.ts',
        from: '...ignored.map(({ finding, reason, expires }) => ({ finding, accepted: { reason, expires } })),',
        to: '',
      },
    ],
    tests: 'report/doors.test.ts',
  },
  {
    name: 'a name on a page turns the direction of what stands beside it',
    edits: [
      {
        file: 'src/views/report/parts/name.tsx',
        from: '<bdi>{escapeName(children)}</bdi>',
        to: '<bdi>{children}</bdi>',
      },
    ],
    tests: 'views/report/organization-page.test.tsx',
  },
  {
    name: 'a page runs any script that is in it',
    edits: [
      {
        file: 'src/views/report/document.tsx',
        from: "`script-src '${hashes.script}'`",
        to: "`script-src 'unsafe-inline'`",
      },
    ],
    tests: 'views/report/document.test.tsx',
  },
  {
    name: 'an account in a place that was not read is on no page',
    edits: [
      {
        file: 'src/views/report/organization.tsx',
        from: 'tree.elsewhere.length > 0 && (',
        to: 'tree.elsewhere.length > 1 && (',
      },
    ],
    tests: 'views/report/organization-page.test.tsx',
  },
  {
    name: 'a page says of what was not read that it holds',
    edits: [
      {
        file: 'src/report/protections.ts',
        from: "read.length === 0 || unread > 0 ? 'unknown' : 'holds'",
        to: "read.length === 0 ? 'unknown' : 'holds'",
      },
    ],
    tests: 'report/protections.test.ts',
  },
  {
    name: 'a page that lacks something ends with 0',
    edits: [
      {
        file: 'src/cli/org/report-run.ts',
        from: 'if (notAudited(report) > 0) throw new ExitError(3);',
        to: 'if (notAudited(report) > 99) throw new ExitError(3);',
      },
    ],
    tests: 'cli/org-report.test.ts',
  },
  {
    name: 'a notice is printed in front of a least policy',
    edits: [
      {
        file: 'src/cli/print-policy.ts',
        from: 'const { structure } = await configOf(context);',
        to: "const { structure } = await configOf(context); if (context.globals.sandbox) context.terminal.out('! sandbox\\n');",
      },
    ],
    tests: 'cli/print-policy.test.ts',
    only: 'asks nothing',
  },
  {
    name: 'an error for a program is told to people only',
    edits: [
      {
        file: 'src/cli/command-line.ts',
        from: '!printed.data && wantsJson(argv)',
        to: 'false',
      },
    ],
    tests: 'cli/json-error.test.ts',
    only: 'is one object on stdout',
  },
  {
    name: 'an error for a program is added to data',
    edits: [
      {
        file: 'src/cli/command-line.ts',
        from: '!printed.data && wantsJson(argv)',
        to: 'wantsJson(argv)',
      },
    ],
    tests: 'cli/json-error.test.ts',
    only: 'is not added to data',
  },
  {
    name: 'the function for a shell stays in the client of before after a failure',
    edits: [
      {
        file: 'src/views/shell-init/posix.ts',
        from: '[[ $diverst_code != 0 && -n',
        to: '[[ $diverst_code = 0 && -n',
      },
    ],
    tests: 'e2e/shell-init.test.ts',
    only: "assume in 'bash'",
  },
  {
    name: 'plain mode prints signs that a braille display lacks',
    edits: [
      {
        file: 'src/terminal/plain-terminal.ts',
        from: 'outIsText() ? ascii(text) : text',
        to: 'text',
      },
    ],
    tests: 'cli/plain-mode.test.ts',
    only: 'a tree is drawn',
  },
  {
    name: 'plain mode changes the letters of data',
    edits: [
      {
        file: 'src/terminal/plain-terminal.ts',
        from: 'outIsText() ? ascii(text) : text',
        to: 'ascii(text)',
      },
    ],
    tests: 'cli/plain-mode.test.ts',
    only: 'in JSON and other formats',
  },
  {
    name: 'a quote in an argument ends the quoted word of a batch file',
    edits: [{ file: 'src/exec/batch-line.ts', from: `'$1$1""'`, to: String.raw`'$1$1\\"'` }],
    tests: 'exec/batch-line.test.ts',
  },
  {
    name: 'a file that another process has open is given up at once on Windows',
    edits: [{ file: 'src/files/once-closed.ts', from: 'waited >= 5_000', to: 'waited >= 0' }],
    tests: 'files/once-closed.test.ts',
  },
];
