/** Rows of a vendor's list, parsed one by one: a broken one is held back, not gone. */

interface Shape<Row> {
  safeParse(value: unknown): { success: true; data: Row } | { success: false };
}

/** Rows that parse, and how many did not. */
export function parsedRows<Row>(rows: readonly unknown[], shape: Shape<Row>) {
  const good: Row[] = [];
  for (const row of rows) {
    const parsed = shape.safeParse(row);
    if (parsed.success) good.push(parsed.data);
  }
  const broken = rows.length - good.length;
  const skipped = broken === 0 ? [] : [{ reason: 'a row could not be understood', count: broken }];
  return { good, skipped };
}
