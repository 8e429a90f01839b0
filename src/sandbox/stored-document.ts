/** A document as the caller wrote it, and the moment from which authorization sees it (propagation). */
export interface StoredDocument {
  readonly document: string;
  readonly effectiveAt: number;
  /** What authorization sees before `effectiveAt`: the document that this one replaced, if any. */
  readonly previous?: string;
}
