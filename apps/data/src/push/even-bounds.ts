/**
 * The ids that part a collection into ranges of about one size, the last of each range but the last one.
 *
 * @param drawn ids drawn at random, in order, each once
 * @param parts at least 1
 * @returns `parts - 1` ids at most, in order, each once
 */
export function evenBounds(drawn: readonly string[], parts: number): string[] {
  const bounds: string[] = [];
  for (let part = 1; part < parts; part++) {
    const bound = drawn[Math.floor((part * drawn.length) / parts) - 1];
    if (bound !== undefined && bound !== bounds.at(-1)) bounds.push(bound);
  }
  return bounds;
}
