import type { Parlance } from '@parlance/testing';

const STEP = 10_000;

/** Pages through the games until `depth` of them lie behind. @returns the token that leads to the next page */
export async function deepToken(parlance: Parlance, order: string, depth: number): Promise<string> {
  let after = '';
  for (let behind = 0; behind < depth; behind += STEP) {
    const parameters = new URLSearchParams({ order, after, keys: 'objectId', limit: String(Math.min(STEP, depth - behind)) });
    const { status, body } = await parlance.masterRest('GET', `/classes/Game?${parameters.toString()}`);
    if (status !== 200 || typeof body.after !== 'string') throw new Error(`There is no page behind ${behind} games: ${status}.`);
    after = body.after;
  }
  return after;
}
