/** Salesforce record ids come with 15 characters (case matters) or 18 (safe in any case). */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The 18-character form: each of the last three characters tells which of five are capitals.
 *  A text that is no id comes back as it is. */
export function toLongId(id: string): string {
  if (!/^[A-Za-z0-9]{15}$/.test(id)) return id;
  let suffix = '';
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let index = 0; index < 5; index += 1) {
      if (/[A-Z]/.test(id.charAt(block * 5 + index))) bits += 1 << index;
    }
    suffix += ALPHABET.charAt(bits);
  }
  return id + suffix;
}
