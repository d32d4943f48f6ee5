/** The validated policy that lies beside the bundle. Read once, on first use, never at import. */
import { readFileSync } from 'node:fs';
import { ConfigurationError } from '#domain/errors.ts';
import { type Policy, parsePolicy } from '#domain/policy.ts';

/** Reads and checks the policy.
 *  @param file absolute path, or a path relative to the Lambda's task root
 *  @throws ConfigurationError when it is missing or wrong: no policy means no decision */
export function readPolicyFile(file: string): Policy {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new ConfigurationError('the policy file cannot be read', {
      cause,
      remedy: 'Deploy the stack again; the policy is part of every bundle.',
    });
  }
  return parsePolicy(document);
}
