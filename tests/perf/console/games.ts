import type { ConsoleDeployment } from '../../contract/console/console-deployment.ts';

export const APP = 'shop';
export const CLASS = 'Game';
const SLICE = 20_000;
const TOLD_EVERY = 100_000;
const START = Date.UTC(2026, 0, 1);
const PLAYERS = 50;
const LEVELS = ['easy', 'middle', 'hard'] as const;
const ADJECTIVES = ['brave', 'calm', 'eager', 'gentle', 'jolly', 'kind', 'lively', 'nice', 'proud', 'silly'] as const;

type Stored = Readonly<Record<string, unknown>> & { readonly _id: string };

/** The id of the nth game: an odd factor gives each n another one, in no order. */
const idOf = (n: number): string => `${(Math.imul(n + 1, 0x9e3779b1) >>> 0).toString(36).padStart(7, '0')}Gam`;

/** A text of which all games of one adjective in ten begin alike. */
export const titleOf = (n: number): string => `${ADJECTIVES[n % ADJECTIVES.length]} adventure ${n}`;

/** The nth game in the form in which Parse Server stores it. Each is a millisecond younger than the one before. */
function storedGame(n: number): Stored {
  const at = new Date(START + n);
  return {
    _id: idOf(n),
    n,
    title: titleOf(n),
    note: `Played in round ${n % 97} of the season, and won by a hair.`,
    score: (n * 7919) % 100_000,
    rating: (n % 50) / 10,
    won: n % 3 === 0,
    endsAt: new Date(START + n * 60_000),
    _p_player: `Player$player${n % PLAYERS}`,
    tags: [LEVELS[n % LEVELS.length], n % 10],
    meta: { level: n % 30, mode: 'duel' },
    place: [(n % 360) - 180, (n % 170) - 85],
    picture: `${idOf(n)}_picture.png`,
    _created_at: at,
    _updated_at: at,
  };
}

/** Such an object over the API, so that the class knows the types of its fields. */
const FIRST = {
  n: 0,
  title: '',
  note: '',
  score: 0,
  rating: 0.5,
  won: false,
  endsAt: { __type: 'Date', iso: '2026-01-01T00:00:00.000Z' },
  player: { __type: 'Pointer', className: 'Player', objectId: 'player0' },
  tags: [],
  meta: {},
  place: { __type: 'GeoPoint', latitude: 0, longitude: 0 },
  picture: { __type: 'File', name: 'a_picture.png' },
};

/** Makes the class, with an index on `title` as an app has one that looks for titles, and stores its rows straight into the database. */
export async function storeGames({ admin }: ConsoleDeployment, count: number): Promise<void> {
  await admin.ask('data.create', { app: APP, className: 'Player', object: { name: 'Ada' } });
  const { error } = await admin.ask('data.create', { app: APP, className: CLASS, object: FIRST });
  if (error !== undefined) throw new Error(`The class cannot be made: ${error}`);
  const games = (await admin.parlance.database(APP)).collection<Stored>(CLASS);
  // The service makes the index of the order beside the first requests.
  const isReady = () => games.findOne({}, { hint: '_created_at_1__id_1' }).then(() => true, () => false); // prettier-ignore
  while (!(await isReady())) {
    await admin.ask('data.find', { app: APP, className: CLASS });
    await new Promise((wake) => setTimeout(wake, 100));
  }
  await games.createIndex({ title: 1 });
  await games.deleteMany({});
  for (let at = 0; at < count; at += SLICE) {
    const slice = Array.from({ length: Math.min(SLICE, count - at) }, (_, index) => storedGame(at + index));
    await games.insertMany(slice, { ordered: false });
    const stored = at + slice.length;
    if (stored % TOLD_EVERY === 0 || stored === count) console.log(`${stored} of ${count} rows stored`);
  }
}
