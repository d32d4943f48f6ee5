/** The one table, its sparse indexes and its stream; and the bucket for what is too large for it. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

const TEXT = AttributeType.STRING;

/** What a function may do with the table. */
export type TableAccess = 'read' | 'write';

const ACTIONS: Readonly<Record<TableAccess, readonly string[]>> = {
  read: ['dynamodb:GetItem', 'dynamodb:Query'],
  write: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
};

/** State, history and outbox of everything. */
export class InventoryTable extends Construct {
  readonly table: Table;
  readonly payloads: Bucket;
  private readonly customerKey: IKey | undefined;

  /** @param customerKeyArn key of the table; the one that AWS manages when there is none */
  constructor(scope: Construct, id: string, customerKeyArn?: string) {
    super(scope, id);
    this.customerKey =
      customerKeyArn === undefined ? undefined : Key.fromKeyArn(this, 'Key', customerKeyArn);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: TEXT },
      sortKey: { name: 'sk', type: TEXT },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption:
        this.customerKey === undefined
          ? TableEncryption.AWS_MANAGED
          : TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.customerKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      timeToLiveAttribute: 'expiresAt',
      stream: StreamViewType.NEW_IMAGE,
    });
    this.addIndexes();
    this.payloads = new Bucket(this, 'Payloads', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(14) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Sparse: an item is in an index only while it has the attribute. */
  private addIndexes(): void {
    const keysOnly = { projectionType: ProjectionType.KEYS_ONLY };
    const sortedByDue = { name: 'dueAt', type: AttributeType.NUMBER };
    this.table.addGlobalSecondaryIndex({
      indexName: 'DueIndex',
      partitionKey: { name: 'dueShard', type: TEXT },
      sortKey: sortedByDue,
      ...keysOnly,
    });
    for (const [indexName, name] of [
      ['OwnerIndex', 'ownerKey'],
      ['ClientIndex', 'clientKey'],
      ['PublisherIndex', 'publisherKey'],
    ] as const) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name, type: TEXT },
        ...keysOnly,
      });
    }
    this.table.addGlobalSecondaryIndex({
      indexName: 'OpenTaskIndex',
      partitionKey: { name: 'openTask', type: TEXT },
      sortKey: sortedByDue,
      projectionType: ProjectionType.ALL,
    });
  }

  /** Grants exactly the named access; never Scan, never delete.
   *  @param indexes names of the indexes the function queries */
  grant(lambda: IFunction, access: readonly TableAccess[], indexes: readonly string[] = []): void {
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: access.flatMap((one) => ACTIONS[one]),
        resources: [this.table.tableArn],
      }),
    );
    this.grantKey(lambda);
    if (indexes.length === 0) return;
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: indexes.map((index) => `${this.table.tableArn}/index/${index}`),
      }),
    );
  }

  /** DynamoDB uses a customer's key in the name of who calls it, and only through DynamoDB. */
  private grantKey(lambda: IFunction): void {
    if (this.customerKey === undefined) return;
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
        resources: [this.customerKey.keyArn],
        conditions: {
          StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` },
        },
      }),
    );
  }

  /** Grants single objects below one prefix of the bucket. */
  grantPayloads(lambda: IFunction, actions: readonly ('s3:GetObject' | 's3:PutObject')[]): void {
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: [...actions],
        // Keys are made of delivery and sweep ids; the bucket holds nothing else.
        resources: [this.payloads.arnForObjects('*')],
      }),
    );
  }
}
