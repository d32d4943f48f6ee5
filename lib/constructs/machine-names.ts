/** Names of the state machines, fixed: the functions that start and answer them are also their steps, and a
 *  generated name would tie the two in a circle. */
import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface MachineNames {
  readonly reauthorisation: string;
  readonly revocation: string;
}

/** Names that are unique in the account for each construct. */
export function machineNamesFor(scope: Construct): MachineNames {
  const base = Names.uniqueResourceName(scope, { maxLength: 60, separator: '-' });
  return { reauthorisation: `${base}-reauthorisation`, revocation: `${base}-revocation` };
}

/** Their ARNs, known before they are made. */
export function machineArnsOf(scope: Construct, names: MachineNames): MachineNames {
  const arnOf = (resourceName: string) =>
    Stack.of(scope).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  return { reauthorisation: arnOf(names.reauthorisation), revocation: arnOf(names.revocation) };
}
