const skippedIn = (suite) => [...suite.tests.filter(({ skipped }) => skipped), ...suite.suites.flatMap(skippedIn)];

/** Names each test that was skipped, as Node's own reporter does: `﹣ what it would have shown # why not`. */
export function skipReporter() {
  return {
    onTestRunFinished({ sessions }) {
      for (const { testResults } of sessions) {
        for (const { name } of testResults ? skippedIn(testResults) : []) console.log(`﹣ ${name}`);
      }
    },
  };
}
