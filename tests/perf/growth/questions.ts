import type { Parlance, RestAnswer, TestKey } from '@parlance/testing';
import { deepToken } from './deep-token.ts';
import { gameId, isHidden, playerName } from './games.ts';

/** A question whose cost must not depend on how many games there are. */
export interface Question {
  readonly title: string;
  readonly method: 'GET' | 'PUT';
  readonly key: TestKey;
  /** The request that has to be made before, once; its outcome is part of each path. */
  prepare?(parlance: Parlance, size: number): Promise<string>;
  /** Below the mount, for the nth time of asking among `size` games. */
  path(n: number, size: number, prepared: string): string;
  readonly body?: unknown;
  /** Most documents, and most keys of indexes, that the database may look at. */
  readonly examinedMax: number;
  /** Whether the answer is right. */
  holds(answer: RestAnswer, size: number): boolean;
}

const PAGE = 100;
/** One game in ten is hidden and stands in the index all the same. */
const PAGE_EXAMINED_MAX = PAGE * 1.3;
/** Where a page begins between objects of the same time, and where it ends. */
const PAGE_KEYS_EXTRA = 5; // four games each are of one millisecond
const STRIDE = 7_919; // a prime, so that the games asked for are spread over all

const shownGame = (n: number, size: number): string => {
  let place = (n * STRIDE) % size;
  while (isHidden(place)) place = (place + 1) % size;
  return gameId(place);
};
const find = (parameters: Readonly<Record<string, string>>) => `/classes/Game?${new URLSearchParams(parameters).toString()}`;
const isPage = ({ status, body }: RestAnswer) => status === 200 && body.results.length === PAGE;
const isPageWithNext = (answer: RestAnswer) => isPage(answer) && typeof answer.body.after === 'string';

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
  ...['objectId', '-createdAt'].flatMap((order): Question[] => {
    const page = { method: 'GET', key: 'master', examinedMax: PAGE + PAGE_KEYS_EXTRA, holds: isPageWithNext } as const;
    const path = (_n: number, _size: number, after: string) => find({ order, after });
    return [
      { ...page, title: `first page, ${order}`, path },
      { ...page, title: `page in the middle, ${order}`, path, prepare: (parlance, size) => deepToken(parlance, order, size / 2) },
    ];
  }),
  {
    title: 'count of the class, master key',
    method: 'GET',
    key: 'master',
    path: () => find({ count: '1', limit: '0' }),
    examinedMax: 0,
    holds: ({ body }, size) => body.count === size && body.results.length === 0,
  },
];
