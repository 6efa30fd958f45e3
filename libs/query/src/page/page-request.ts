import type { PagePosition } from './page-token.ts';

/** The page a query asks for by `after`. */
export interface PageRequest {
  /** Of the query, as its tokens hold it. */
  readonly fingerprint: string;
  /** Undefined for the first page. */
  readonly position: PagePosition | undefined;
}
