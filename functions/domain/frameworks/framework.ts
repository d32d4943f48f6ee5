/** What a catalogue of controls is here: data that says which proofs speak to which control. Meanings are
 *  in our own words; the texts of the standards are their publishers'. */

/** What a report can show, each made by one function of domain/report/proofs.ts. */
export type ProofName =
  | 'inventory'
  | 'ownership'
  | 'leavers'
  | 'approvals'
  | 'privilege'
  | 'credentials'
  | 'dormancy'
  | 'reviews'
  | 'revocations'
  | 'changes'
  | 'findings'
  | 'coverage'
  | 'integrity';

export interface Control {
  readonly id: string;
  /** What it asks, for integrations of SaaS products with one another. */
  readonly means: string;
  readonly proofs: readonly ProofName[];
  /** Id that findings of the rule library carry for it; only those are shown then. */
  readonly finding?: string;
  /** What of it Grantline cannot show. */
  readonly unseen?: string;
}

export interface Framework {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly controls: readonly Control[];
}
