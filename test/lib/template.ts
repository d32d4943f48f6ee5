/**
 * The template that a deployment would get, synthesised once a test file from an empty bundle: what
 * the constructs say about permissions, queues and alarms does not depend on the code beside them.
 */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import type { DeploymentConfig } from '#lib/deployment-config.ts';
import type { Grantline } from '#lib/grantline.ts';
import { GrantlineStack } from '#lib/grantline-stack.ts';
import { HANDLER_NAMES } from '#lib/handler-settings.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON whose shape the assertions state.
type Json = any;

export interface Resource {
  readonly Type: string;
  readonly Properties: Json;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A synthesised stack and what is asked of it. */
export interface Synthesised {
  readonly app: App;
  readonly stack: Stack;
  readonly grantline: Grantline;
  readonly outputs: Json;
  /** Every resource, by logical id. */
  readonly resources: Readonly<Record<string, Resource>>;
  /** Resources of one type as [logical id, resource]. */
  ofType(type: string): [string, Resource][];
}

/** A folder a handler with nothing in it. */
export function emptyBundles(): Readonly<Record<string, string>> {
  const root = mkdtempSync(join(tmpdir(), 'grantline-empty-'));
  return Object.fromEntries(
    HANDLER_NAMES.map((name) => {
      const folder = join(root, name);
      mkdirSync(folder);
      return [name, folder];
    }),
  );
}

/** Synthesises the stack of bin/app.ts without bundling.
 *  @param prepare runs before synthesis, for example to add the rule packs */
export function synthesise(
  config: Partial<DeploymentConfig> = {},
  prepare: (parts: { app: App; stack: Stack; grantline: Grantline }) => void = () => undefined,
): Synthesised {
  const app = new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } });
  const stack = new GrantlineStack(app, { config, bundles: emptyBundles() });
  const { grantline } = stack;
  prepare({ app, stack, grantline });
  const template: Json = app.synth().getStackArtifact(stack.artifactId).template;
  const resources: Record<string, Resource> = template.Resources;
  return {
    app,
    stack,
    grantline,
    outputs: template.Outputs,
    resources,
    ofType: (type) => Object.entries(resources).filter(([, { Type }]) => Type === type),
  };
}

/** Logical id that a `Ref` or `Fn::GetAtt` points to; undefined for anything else. */
export function targetOf(value: Json): string | undefined {
  return value?.Ref ?? value?.['Fn::GetAtt']?.[0];
}

/** A value that is one thing or a list of them, as a list. */
export function listOf<Item>(value: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(value) ? value : [value as Item];
}

/** Handler name of a Lambda, by its description of the construct path. */
export function handlerOf(logicalId: string): string | undefined {
  const pascal = (name: string) =>
    name.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
  return HANDLER_NAMES.find((name) =>
    new RegExp(`^Grantline${pascal(name)}(Function|Role)`).test(logicalId),
  );
}
