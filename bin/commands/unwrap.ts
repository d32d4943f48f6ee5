/**
 * Takes a record out of the thin wrapper that collections of recorded payloads put around it.
 * Only exact shapes count, so that a vendor's own `payload` or `body` field is never mistaken.
 */
import * as z from 'zod';

export interface UnwrappedRecord {
  readonly record: unknown;
  /** Event name that the wrapper tells, because it was a header on the wire. */
  readonly event?: string;
}

const name = z.string();

/** A webhook body with the header that named it. */
const Delivery = z.strictObject({
  x_github_event: name.optional(),
  source_path: name,
  payload: z.unknown(),
});

/** A sample of a detection rule's test. */
const RuleTest = z.strictObject({
  rule: name,
  test: name,
  fact: z.unknown().optional(),
  record: z.unknown(),
});

/** An answer of an API under the name it was kept by. */
const NamedBody = z
  .strictObject({
    variable: name.optional(),
    example: name.optional(),
    case: name.optional(),
    sample: name.optional(),
    method: name.optional(),
    fact: z.unknown().optional(),
    source_path: name.optional(),
    body: z.unknown(),
  })
  .refine(({ variable, example, sample, ...rest }) =>
    [variable, example, sample, rest.case].some((value) => value !== undefined),
  );

/** The record itself; whatever is in no known wrapper is returned as it is. */
export function unwrapRecord(value: unknown): UnwrappedRecord {
  const delivery = Delivery.safeParse(value);
  if (delivery.success) {
    return { record: delivery.data.payload, event: delivery.data.x_github_event };
  }
  const ruleTest = RuleTest.safeParse(value);
  if (ruleTest.success) return { record: ruleTest.data.record };
  const named = NamedBody.safeParse(value);
  if (named.success) return { record: named.data.body };
  return { record: value };
}
