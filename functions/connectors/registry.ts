/** Vendor -> connector, exhaustive: a vendor of the vocabulary without a connector does not compile. */
import type { Vendor } from '#events/vocabulary.ts';
import type { VendorConnector } from '#use-cases/vendor-port.ts';
import { github } from './github/index.ts';
import { okta } from './okta/index.ts';
import { salesforce } from './salesforce/index.ts';

/** Every connector there is. */
export const CONNECTORS: Readonly<Record<Vendor, VendorConnector>> = { github, okta, salesforce };

/** The connector of a vendor. */
export function connectorOf(vendor: Vendor): VendorConnector {
  return CONNECTORS[vendor];
}
