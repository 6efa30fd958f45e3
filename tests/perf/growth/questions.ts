import type { RestAnswer, TestKey } from '@parlance/testing';
import { gameId, isHidden, playerName } from './games.ts';

/** A question whose cost must not depend on how many games there are. */
export interface Question {
  readonly title: string;
  readonly method: 'GET' | 'PUT';
  readonly key: TestKey;
  /** Below the mount, for the nth time of asking among `size` games. */
  path(n: number, size: number): string;
  readonly body?: unknown;
  /** Most documents, and most keys of indexes, that the database may look at. */
  readonly examinedMax: number;
  /** Whether the answer is right. */
  holds(answer: RestAnswer, size: number): boolean;
}

const PAGE = 100;
/** One game in ten is hidden and stands in the index all the same. */
const PAGE_EXAMINED_MAX = PAGE * 1.3;
const STRIDE = 7_919; // a prime, so that what is asked for is spread over all games

const shownGame = (n: number, size: number): string => {
  let place = (n * STRIDE) % size;
  while (isHidden(place)) place = (place + 1) % size;
  return gameId(place);
};
const find = (parameters: Readonly<Record<string, string>>) => `/classes/Game?${new URLSearchParams(parameters).toString()}`;
const isPage = ({ status, body }: RestAnswer) => status === 200 && body.results.length === PAGE;

export const QUESTIONS: readonly Question[] = [
  {
    title: 'get by id',
    method: 'GET',
    key: 'rest',
    path: (n, size) => `/classes/Game/${shownGame(n, size)}`,
    examinedMax: 1,
    holds: ({ status }) => status === 200,
  },
  {
    title: 'update by id',
    method: 'PUT',
    key: 'rest',
    path: (n, size) => `/classes/Game/${shownGame(n, size)}`,
    body: { score: { __op: 'Increment', amount: 1 } },
    examinedMax: 1,
    holds: ({ status }) => status === 200,
  },
  {
    title: 'equality on an indexed field',
    method: 'GET',
    key: 'rest',
    path: (n) => find({ where: JSON.stringify({ player: playerName(n) }) }),
    examinedMax: PAGE_EXAMINED_MAX,
    holds: isPage,
  },
  {
    title: 'newest first',
    method: 'GET',
    key: 'rest',
    path: () => find({ order: '-createdAt' }),
    examinedMax: PAGE_EXAMINED_MAX,
    holds: isPage,
  },
  {
    title: 'last changed first',
    method: 'GET',
    key: 'master',
    path: () => find({ order: '-updatedAt' }),
    examinedMax: PAGE_EXAMINED_MAX,
    holds: isPage,
  },
  {
    title: 'page by objectId',
    method: 'GET',
    key: 'rest',
    path: (n) => find({ order: 'objectId', where: JSON.stringify({ objectId: { $gt: `0${'abcdefghijklm'.charAt(n % 13)}` } }) }),
    examinedMax: PAGE_EXAMINED_MAX,
    holds: isPage,
  },
  {
    title: 'count of the class, master key',
    method: 'GET',
    key: 'master',
    path: () => find({ count: '1', limit: '0' }),
    examinedMax: 0,
    holds: ({ body }, size) => body.count === size && body.results.length === 0,
  },
];
