/** Workflows started by name and answered by token. */
import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { Workflows } from '#use-cases/ports.ts';
import { CLIENT_OPTIONS } from '../aws-client.ts';

/** Workflows of the named machines. Functions that only answer tokens need no ARN. */
export function createWorkflows(
  machines: { reauthorisation?: string; revocation?: string },
  client = new SFNClient(CLIENT_OPTIONS),
): Workflows {
  const start = async (machine: string | undefined, name: string, input: object) => {
    if (machine === undefined) throw new TypeError('this function starts no workflow');
    try {
      await client.send(
        new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify(input) }),
      );
      return 'started' as const;
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return 'already-running' as const;
      throw error;
    }
  };
  return {
    startReauthorisation: (name, input) => start(machines.reauthorisation, name, input),
    startRevocation: (name, input) => start(machines.revocation, name, input),
    async answer(token, output) {
      try {
        await client.send(
          new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) }),
        );
        return 'delivered';
      } catch (error) {
        const over =
          error instanceof TaskDoesNotExist ||
          error instanceof TaskTimedOut ||
          error instanceof InvalidToken;
        if (over) return 'nobody-waiting';
        throw error;
      }
    },
  };
}
