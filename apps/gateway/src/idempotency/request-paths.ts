/**
 * Compiles the setting `idempotency.paths`: regular expressions on the path below the mount, anchored at its start, with or without a
 * leading slash. One that is no regular expression matches nothing; the registry refuses it where it is set.
 */
export function compilePaths(patterns: readonly string[]): readonly RegExp[] {
  return patterns.flatMap((pattern) => {
    try {
      return [new RegExp(`^/(?:${pattern.startsWith('/') ? pattern.slice(1) : pattern})`)];
    } catch {
      return [];
    }
  });
}
