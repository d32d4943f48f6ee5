/** Scope sets (RFC 6749 section 3.3): unordered, without duplicates, compared as sets. */

/** Canonical form: each scope trimmed, empty ones dropped, duplicates dropped, sorted by code point. */
export function canonicalScopes(scopes: readonly string[]): string[] {
  const set = new Set<string>();
  for (const scope of scopes) {
    const trimmed = scope.trim();
    if (trimmed !== '') set.add(trimmed);
  }
  return [...set].sort(byCodePoint);
}

/** Orders texts by UTF-16 code units, the same on every machine and in every locale. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export interface ScopeDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What was added and removed between two canonical sets. An unknown set differs from nothing:
 *  what was not told cannot have changed. */
export function scopeDifference(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): ScopeDifference {
  if (before === undefined || after === undefined) return { added: [], removed: [] };
  const old = new Set(before);
  const fresh = new Set(after);
  return {
    added: after.filter((scope) => !old.has(scope)),
    removed: before.filter((scope) => !fresh.has(scope)),
  };
}
