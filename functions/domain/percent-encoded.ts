/** A text as it stands in a canonical form that is hashed (docs/fingerprint.md). Never throws. */

/** `encodeURIComponent`, also for what a vendor may send and no URI can hold: half of a surrogate
 *  pair counts as U+FFFD, as it does in every UTF-8 text. */
export function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(Buffer.from(text).toString());
  }
}
