/** Reporter of vitest that prints each failed test in a line of its own, as soon as it has failed. */
export const failureMark = 'failed test: ';

export default class FirstFailure {
  onTestCaseResult(test) {
    if (test.result().state === 'failed') process.stdout.write(`${failureMark}${test.fullName}\n`);
  }
}
