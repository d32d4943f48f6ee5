/** What every AWS client of a Lambda has: few tries, short waits. The endpoint, the region and the
 *  credentials come from the environment by themselves. Without `throwOnRequestTimeout` the SDK only
 *  warns when a request takes too long, and goes on waiting for it. */
export const CLIENT_OPTIONS = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
  },
} as const;
