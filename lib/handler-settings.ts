/** Memory, time-out and purpose of every Lambda: one line each, read by the construct and by tests. */
import { Duration } from 'aws-cdk-lib';
import type { HandlerName } from '#platform/environment.ts';

export interface HandlerSettings {
  readonly memoryMb: number;
  readonly timeout: Duration;
  readonly description: string;
}

const seconds = (value: number) => Duration.seconds(value);

/** Settings by handler. The list of what is deployed. */
export const HANDLER_SETTINGS: Readonly<Record<HandlerName, HandlerSettings>> = {
  'receive-webhook': {
    memoryMb: 256,
    timeout: seconds(10),
    description: 'Verifies and queues vendor deliveries',
  },
  'ingest-delivery': {
    memoryMb: 512,
    timeout: seconds(60),
    description: 'Turns deliveries into observations',
  },
  'schedule-sweeps': {
    memoryMb: 256,
    timeout: seconds(60),
    description: 'Asks for a sweep of every connection',
  },
  'sweep-vendor': {
    memoryMb: 512,
    timeout: seconds(300),
    description: 'Reads vendor lists and feeds',
  },
  'apply-owner-left': {
    memoryMb: 512,
    timeout: seconds(120),
    description: 'Decides for what a leaver owns',
  },
  'relay-transitions': {
    memoryMb: 256,
    timeout: seconds(60),
    description: 'Publishes committed events',
  },
  'evaluate-policy': { memoryMb: 256, timeout: seconds(30), description: 'Policy decision point' },
  'check-deadlines': { memoryMb: 512, timeout: seconds(300), description: 'Says what is due' },
  'append-evidence': {
    memoryMb: 512,
    timeout: seconds(60),
    description: 'Chains what was said as evidence',
  },
  'seal-evidence': {
    memoryMb: 512,
    timeout: seconds(300),
    description: 'Reads evidence back and seals it',
  },
  'open-task': { memoryMb: 256, timeout: seconds(30), description: 'Asks a person' },
  'record-decision': { memoryMb: 256, timeout: seconds(15), description: 'Records an answer' },
  'request-revocation': {
    memoryMb: 256,
    timeout: seconds(15),
    description: 'Asks for a revocation',
  },
  'conclude-reauthorisation': {
    memoryMb: 256,
    timeout: seconds(30),
    description: 'Nobody answered',
  },
  'suspend-grant': { memoryMb: 256, timeout: seconds(60), description: 'Suspends at the vendor' },
  'resume-grant': { memoryMb: 256, timeout: seconds(60), description: 'Resumes at the vendor' },
  'revoke-grant': { memoryMb: 256, timeout: seconds(120), description: 'Revokes at the vendor' },
  'confirm-revocation': { memoryMb: 256, timeout: seconds(60), description: 'Proves a revocation' },
  'conclude-revocation': {
    memoryMb: 256,
    timeout: seconds(30),
    description: 'A revocation failed',
  },
  'open-incident': { memoryMb: 1024, timeout: seconds(29), description: 'Lists an incident' },
  'decide-incident': { memoryMb: 512, timeout: seconds(29), description: 'Runs, closes incidents' },
  'run-incident': { memoryMb: 512, timeout: seconds(60), description: 'Paces a mass revocation' },
  'route-alert': { memoryMb: 256, timeout: seconds(30), description: 'Tells on-call' },
  'tell-assignee': {
    memoryMb: 256,
    timeout: seconds(120),
    description: 'Tells people what they are asked',
  },
  'answer-link': {
    memoryMb: 256,
    timeout: seconds(15),
    description: 'Shows a question and takes its answer',
  },
};

/** Names of all handlers. */
export const HANDLER_NAMES: readonly HandlerName[] = Object.keys(HANDLER_SETTINGS).filter(
  (name): name is HandlerName => Object.hasOwn(HANDLER_SETTINGS, name),
);
