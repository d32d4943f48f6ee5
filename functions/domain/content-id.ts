/** Id of a record that has none of its own, or one that cannot be trusted to be its own. */
import { createHash } from 'node:crypto';

/** The same record gives the same id: hex SHA-256 of its JSON text. */
export function contentId(record: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(record) ?? '')
    .digest('hex');
}
