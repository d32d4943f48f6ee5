/** The webhook half of a connector: raw bytes verified before anything reads them. */
import type { Instant } from '#domain/time.ts';
import type { Vendor } from '#events/vocabulary.ts';

/** A delivery as it arrived: bytes before text, header names in lower case. */
export interface RawDelivery {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** Live webhook secrets; two during a rotation. */
export interface WebhookSecrets {
  readonly current: string;
  readonly previous?: string;
}

export type DeliveryVerdict =
  /** Genuine; `deliveryId` deduplicates, `event` is the name outside the body. */
  | { readonly verdict: 'accepted'; readonly deliveryId: string; readonly event?: string }
  /** Answer at once with this JSON body and queue nothing (URL challenges). */
  | { readonly verdict: 'challenge'; readonly answer: Readonly<Record<string, string>> }
  | {
      readonly verdict: 'refused';
      readonly reason: 'signature-missing' | 'signature-wrong' | 'too-old';
    };

/** Webhook half of a connector: all that the public receiver bundles. */
export interface WebhookEdge {
  readonly vendor: Vendor;
  /** Verifies the raw bytes; never parses them.
   *  @param now epoch milliseconds
   *  @throws never: whatever is wrong is a verdict */
  verify(delivery: RawDelivery, secrets: WebhookSecrets, now: Instant): DeliveryVerdict;
}
