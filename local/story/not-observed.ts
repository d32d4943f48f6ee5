/** How a step says that an expectation was not met. */

/** What was expected did not show. */
export class NotObserved extends Error {
  override readonly name = 'NotObserved';
}

/** @throws NotObserved when the condition does not hold */
export function expectThat(condition: boolean, what: string): asserts condition {
  if (!condition) throw new NotObserved(what);
}
