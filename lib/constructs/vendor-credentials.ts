/** Who may read which vendor secrets. The secrets themselves are made by `grantline connect`. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** `message` is of a route's channels, `<prefix>/channels/<route>/message`, and of no vendor. */
export type SecretPurpose = 'read' | 'act' | 'webhook' | 'message';

/** Secrets named `<prefix>/<vendor>/<tenant>/<purpose>`. */
export class VendorCredentials extends Construct {
  readonly prefix: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.prefix = 'grantline';
  }

  /** Lets a function read the secrets of one purpose, of all tenants, and no others. */
  grant(lambda: IFunction, purpose: SecretPurpose): void {
    const place = purpose === 'message' ? 'channels/*' : '*/*';
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [
          // Tenants are connected after the deploy, so vendor and tenant are open; the purpose is
          // not. The six question marks are the suffix that Secrets Manager appends to every name.
          Stack.of(this).formatArn({
            service: 'secretsmanager',
            resource: 'secret',
            resourceName: `${this.prefix}/${place}/${purpose}-??????`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
      }),
    );
  }
}
