import { suggestAudience, type AudienceSuggestion } from '@parlance/statistics';

/** A push of the last 90 days. */
export interface PastPush {
  readonly createdAt: Date;
  readonly sent: number;
  readonly opened: number;
}

/** How many devices a test should have, by how often pushes of the app were opened. @param reachable devices of the segment */
export function suggestion(past: readonly PastPush[], reachable: number): AudienceSuggestion {
  const newestFirst = past.toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  return suggestAudience(
    newestFirst.map(({ sent, opened }) => ({ sent, opens: opened })),
    reachable,
  );
}
