/** Vendor names without the schema library: the public receiver stays small. */
import type { Vendor } from '#events/vocabulary.ts';

const NAMES: Readonly<Record<Vendor, true>> = {
  github: true,
  okta: true,
  salesforce: true,
  slack: true,
};

/** Whether a text names a vendor with a connector. */
export function isVendor(text: string): text is Vendor {
  return Object.hasOwn(NAMES, text);
}
