/** Vendor -> connector, exhaustive: a vendor of the vocabulary without a connector does not compile.
 *  A connector is loaded when it is first asked for: a Lambda carries all of them and starts one. */
import type { Vendor } from '#events/vocabulary.ts';
import type { VendorConnector } from '#use-cases/vendor-port.ts';

const LOADERS: Readonly<Record<Vendor, () => Promise<VendorConnector>>> = {
  github: async () => (await import('./github/index.ts')).github,
  okta: async () => (await import('./okta/index.ts')).okta,
  salesforce: async () => (await import('./salesforce/index.ts')).salesforce,
  slack: async () => (await import('./slack/index.ts')).slack,
};

/** The connector of a vendor. */
export function loadConnector(vendor: Vendor): Promise<VendorConnector> {
  return LOADERS[vendor]();
}
