import type { Parlance } from '@parlance/testing';

/** A stored object of class Game, as Parse Server stores it. */
interface StoredGame {
  readonly _id: string;
  readonly player: string;
  readonly score: number;
  readonly _created_at: Date;
  readonly _updated_at: Date;
  readonly _rperm?: readonly string[];
  readonly _wperm?: readonly string[];
}

const PLAYERS = 50;
const START = Date.UTC(2026, 0, 1);
const SLICE = 20_000;

/** The id of the nth game: ten characters in no order, as ids are drawn; an odd factor gives each n another one. */
export const gameId = (n: number): string => `${(Math.imul(n + 1, 0x9e3779b1) >>> 0).toString(36).padStart(7, '0')}Gam`;
export const playerName = (n: number): string => `player${n % PLAYERS}`;
/** About one game in ten, in no order, is hidden from all but the master key. */
export const isHidden = (n: number): boolean => (Math.imul(n, 0x85ebca6b) >>> 16) % 10 === 0;

/** Four games each were created in the same millisecond. */
function storedGame(n: number): StoredGame {
  const at = new Date(START + (n >> 2));
  const game = { _id: gameId(n), player: playerName(n), score: n, _created_at: at, _updated_at: at };
  return isHidden(n) ? { ...game, _rperm: [], _wperm: [] } : game;
}

/** Makes the class over REST, so that it has the columns of every class, and gives `player` an index. */
export async function makeGames(parlance: Parlance): Promise<void> {
  await parlance.masterRest('POST', '/classes/Game', { player: 'nobody', score: -1 });
  const games = (await parlance.database()).collection<StoredGame>('Game');
  await games.deleteMany({});
  await games.createIndex({ player: 1 });
  await parlance.rest('GET', '/classes/Game?limit=1');
  // Beside the first request the service makes the indexes by time; one that is not finished cannot be asked for.
  const ready = () => games.findOne({}, { hint: '_created_at_1__id_1' }).then(() => true, () => false); // prettier-ignore
  while (!(await ready())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Stores the games from the nth up to `to`, straight into the database, in their storage form. */
export async function loadGames(parlance: Parlance, from: number, to: number): Promise<void> {
  const games = (await parlance.database()).collection<StoredGame>('Game');
  for (let at = from; at < to; at += SLICE) {
    const slice = Array.from({ length: Math.min(SLICE, to - at) }, (_, n) => storedGame(at + n));
    await games.insertMany(slice, { ordered: false });
  }
}
