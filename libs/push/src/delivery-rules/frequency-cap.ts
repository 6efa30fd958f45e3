/** One rule of a frequency cap: so many pushes for one installation in any so many hours. */
export interface CapRule {
  readonly pushes: number;
  readonly hours: number;
}

const HOUR_MS = 3_600_000;

/**
 * Whether an installation may have one more push.
 *
 * @param handedOver when it had others, milliseconds since the epoch, in any order
 * @param now milliseconds since the epoch
 */
export function mayHaveAnother(handedOver: readonly number[], rules: readonly CapRule[], now: number): boolean {
  return rules.every(({ pushes, hours }) => handedOver.filter((at) => at > now - hours * HOUR_MS).length < pushes);
}

/** How much of the past the rules look at: the last so many pushes, not older than so many milliseconds. */
export function rememberedOf(rules: readonly CapRule[]): { readonly pushes: number; readonly ms: number } {
  return {
    pushes: Math.max(0, ...rules.map(({ pushes }) => pushes)),
    ms: Math.max(0, ...rules.map(({ hours }) => hours)) * HOUR_MS,
  };
}
