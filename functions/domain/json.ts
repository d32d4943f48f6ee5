/** JSON that may be none. */

/** @returns undefined for what is no JSON; whoever asks checks the shape, and says so without quoting it */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
