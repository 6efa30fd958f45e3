import type { Demo } from './demo.ts';
import { chestPicture } from './picture.ts';

const PLAYERS = ['marisol', 'anselm', 'yuki', 'thabo', 'ingrid', 'priya', 'caleb', 'noor'];

type Row = readonly [name: string, town: string, stars: number, reward: number, latitude: number, longitude: number, day: number];
const HUNTS: readonly Row[] = [
  ['The Clockmaker’s Key', 'Prague', 3, 120, 50.087, 14.421, 5],
  ['Salt and Lanterns', 'Lisbon', 2, 80, 38.713, -9.133, 6],
  ['Under the Old Viaduct', 'Porto', 4, 200, 41.141, -8.611, 6],
  ['A Map in Nine Parts', 'Vienna', 5, 350, 48.208, 16.373, 8],
  ['The Ferryman’s Riddle', 'Istanbul', 3, 140, 41.017, 28.974, 9],
  ['Gulls at Midnight', 'Bergen', 2, 90, 60.393, 5.324, 11],
  ['The Glass Orchard', 'Kyoto', 4, 220, 35.011, 135.768, 12],
  ['Thirteen Bridges', 'Venice', 3, 150, 45.437, 12.335, 12],
  ['Copper Moon', 'Santiago', 1, 40, -33.448, -70.669, 14],
  ['The Lighthouse Ledger', 'Halifax', 2, 75, 44.648, -63.575, 15],
  ['Echoes of the Arcade', 'Turin', 3, 130, 45.07, 7.686, 17],
  ['Paper Tigers', 'Seoul', 4, 240, 37.566, 126.978, 18],
  ['The Cartographer’s Nap', 'Utrecht', 1, 50, 52.09, 5.121, 19],
  ['Seven Locked Doors', 'Edinburgh', 5, 400, 55.953, -3.188, 21],
  ['The Amber Tram', 'Riga', 2, 95, 56.949, 24.105, 22],
  ['Whistle Twice', 'Montréal', 3, 160, 45.501, -73.567, 23],
  ['Low Tide, High Stakes', 'Cádiz', 4, 210, 36.527, -6.288, 24],
  ['The Beekeeper’s Ghost', 'Ljubljana', 2, 85, 46.056, 14.505, 26],
];
/** The hunt whose history is shown, by its name. */
export const STORIED = 'A Map in Nine Parts';

/** Users, hunts, finds and permissions. @returns objectIds of the hunts by their names */
export async function fillObjects(demo: Demo): Promise<ReadonlyMap<string, string>> {
  const users = await makeUsers(demo);
  await makeClasses(demo);
  const photo = await demo.master('POST', '/files/chest.png', chestPicture(), { 'Content-Type': 'image/png' });
  const hunts = new Map<string, string>();
  // The newest stands first in the grid.
  for (const row of HUNTS.toReversed()) {
    const object = huntOf(row, { users, photo: { __type: 'File', name: photo.name } });
    const made = await demo.as('Ada Byron', 'data.create', { className: 'Hunt', object });
    hunts.set(row[0], made.object.objectId);
  }
  await makeFinds(demo, users, [...hunts.values()]);
  await changeStoried(demo, hunts.get(STORIED) ?? '');
  return hunts;
}

const pointer = (className: string, objectId: string | undefined) => ({ __type: 'Pointer', className, objectId });

async function makeUsers(demo: Demo): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [at, username] of PLAYERS.entries()) {
    const user = { username, password: `the password of ${username}`, email: `${username}@example.com`, points: 40 + ((at * 37) % 90) };
    ids.push((await demo.client('POST', '/users', user)).objectId);
  }
  const members = { __op: 'AddRelation', objects: ids.slice(0, 2).map((id) => pointer('_User', id)) };
  await demo.master('POST', '/roles', { name: 'Guides', ACL: { '*': { read: true } }, users: members });
  return ids;
}

/** Columns come in this order, and the rights of the class are those of a game that strangers may look at. */
async function makeClasses(demo: Demo): Promise<void> {
  const fields = [
    ['name', 'String'],
    ['photo', 'File'],
    ['town', 'String'],
    ['stars', 'Number'],
    ['reward', 'Number'],
    ['open', 'Boolean'],
    ['startsAt', 'Date'],
    ['place', 'GeoPoint'],
    ['tags', 'Array'],
  ] as const;
  await demo.as('Ada Byron', 'data.create-class', { className: 'Hunt' });
  for (const [field, type] of fields) await demo.as('Ada Byron', 'data.add-field', { className: 'Hunt', field, type });
  await demo.as('Ada Byron', 'data.add-field', { className: 'Hunt', field: 'scout', type: 'Pointer', targetClass: '_User' });
  const [all, guides] = [{ '*': true }, { 'role:Guides': true }];
  const classLevelPermissions = {
    ...{ get: all, find: all, count: { requiresAuthentication: true } },
    ...{ create: guides, update: guides, delete: guides, addField: {} },
    writeUserFields: ['scout'],
  };
  await demo.as('Ada Byron', 'data.permissions', { className: 'Hunt', classLevelPermissions });
}

function huntOf([name, town, stars, reward, latitude, longitude, day]: Row, { users, photo }: { users: readonly string[]; photo: object }) {
  return {
    ...{ name, town, stars, reward },
    open: stars < 5,
    startsAt: { __type: 'Date', iso: new Date(Date.UTC(2027, 4, day, 8 + (day % 3) * 2, 30)).toISOString() },
    place: { __type: 'GeoPoint', latitude, longitude },
    tags: [stars > 3 ? 'night' : 'day', ...(reward > 150 ? ['team'] : ['family'])],
    scout: pointer('_User', users[day % users.length]),
    ...(day % 3 === 0 ? {} : { photo }),
  };
}

async function makeFinds(demo: Demo, users: readonly string[], hunts: readonly string[]): Promise<void> {
  const requests = Array.from({ length: 46 }, (_, at) => ({
    method: 'POST',
    path: '/parse/classes/Find',
    body: {
      hunt: pointer('Hunt', hunts[(at * 5) % hunts.length]),
      player: pointer('_User', users[(at * 3) % users.length]),
      minutes: 18 + ((at * 29) % 75),
      hints: at % 4,
    },
  }));
  await demo.master('POST', '/batch', { requests });
}

/** Changes of two people, with values before and after. */
async function changeStoried(demo: Demo, objectId: string): Promise<void> {
  const change = (name: string, changes: object) => demo.as(name, 'data.update', { className: 'Hunt', objectId, changes });
  await change('Ada Byron', { reward: 300, open: true });
  await change('Luis Ferro', { reward: 450, tags: ['night', 'team', 'winter'] });
  await change('Ada Byron', { stars: 4 });
}
