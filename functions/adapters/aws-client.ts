/** What every AWS client of a Lambda has: few tries, short waits. The endpoint, the region and the
 *  credentials come from the environment by themselves. */
export const CLIENT_OPTIONS = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 },
} as const;
