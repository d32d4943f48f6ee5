import { CommanderError } from 'commander';
import {
  ConfigurationError,
  ContractError,
  DecisionRefusedError,
  NotFoundError,
  VendorError,
} from '#domain/errors.ts';
import { failureOf, failureText } from '../../bin/failure.ts';

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

describe('exit codes', () => {
  it.each([
    [1, new ContractError('odd')],
    [1, new Error('odd')],
    [1, 'odd'],
    [2, new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'")],
    [3, new DecisionRefusedError('the requester may not approve')],
    [4, new NotFoundError('no such task')],
    [5, new ConfigurationError('no stack')],
    [5, new ConfigurationError('none', { code: 'credential-missing' })],
    [5, named('CredentialsProviderError', 'Could not load credentials from any providers')],
    [5, new Error('Region is missing')],
    [6, new VendorError('vendor-unauthorised', 'the vendor refused the credential')],
    [6, new VendorError('vendor-rate-limited', 'slow down')],
  ])('%i for %s', (exitCode, error) => {
    expect(failureOf(error).exitCode).toBe(exitCode);
  });
});

describe('the text of a failure', () => {
  const cause = new Error('ghp_CANARY');
  const error = new ConfigurationError('the credential is none', { cause, remedy: 'Give one.' });

  it('is one message and its remedy', () => {
    expect(failureText(error, false)).toBe('error: the credential is none\nGive one.');
  });

  it('holds a stack only for a developer who asked, and even then no cause', () => {
    expect(failureText(error, false)).not.toContain(' at ');
    expect(failureText(error, true)).toContain(' at ');
    expect(failureText(error, true)).not.toContain('CANARY');
  });
});
