/**
 * Stands in for the SDK's default credential chain in every bundle (lib/bundling.ts): a Lambda gets
 * its credentials in the environment, and the chain is a third of a client's size.
 */
import { readAwsEnvironment } from './environment.ts';

/** Same name and call as the SDK's own, so that a client takes it for it. */
export const defaultProvider = () => async () => {
  const { accessKeyId, secretAccessKey, sessionToken } = readAwsEnvironment();
  return { accessKeyId, secretAccessKey, sessionToken };
};
