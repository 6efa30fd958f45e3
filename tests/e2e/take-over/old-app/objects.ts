import { bytes, date, file, geo, op, pointer, polygon } from '../../../conformance/values.ts';
import type { Row, Writer } from './writer.ts';

const objects = (...values: unknown[]) => ({ objects: values });
/** Long enough ago to be no time of this run. */
const day = (at: number) => date(new Date(Date.UTC(2019, 0, 1 + at, 3, 4, 5, 6)).toISOString());
const NAMES = ['Grüße', 'Ærø', 'naïve', "Big Daddy's", '世界 🎲', 'zoe', 'ZOE', '', 'a.b', '$x', 'tab\tstop'];

export interface WrittenObjects {
  readonly teams: readonly string[];
  readonly players: readonly string[];
  readonly everything: readonly string[];
  readonly orders: readonly string[];
  /** One class for each small domain of the app, with the ids of its objects. */
  readonly small: ReadonlyMap<string, readonly string[]>;
}

/** Objects of every type and shape, written by saves and by operations, as an app of some years has them. */
export async function writeObjects(writer: Writer): Promise<WrittenObjects> {
  const teams = await writer.createAll(
    'Team',
    NAMES.map((name, at) => ({ name, rank: at, founded: day(at), home: geo(40 + at, 12 - at) })),
  );
  const players = await writer.createAll(
    'Player',
    Array.from({ length: 120 }, (_, at) => player(at, teams)),
  );
  for (const [at, team] of teams.entries()) {
    const members = players.slice(at * 5, at * 5 + 5).map((id) => pointer('Player', id));
    await writer.send('PUT', `/classes/Team/${team}`, { members: op('AddRelation', objects(...members)), captain: members[0] });
  }
  const everything = await writer.createAll(
    'Everything',
    Array.from({ length: 24 }, (_, at) => everyType(at, teams)),
  );
  await changeByOperations(writer, everything);
  const orders = await writer.createAll(
    'Order',
    players.slice(0, 40).map((id, at) => ({
      customer: pointer('Player', id),
      total: at * 1.25,
      lines: [{ sku: `s${at % 7}`, count: at, team: pointer('Team', teams[at % teams.length] as string) }],
      state: ['open', 'paid', null][at % 3],
    })),
  );
  for (const at of [1, 2, 3]) {
    await writer.send('POST', '/classes/Order', { total: at }, { headers: { 'X-Parse-Request-Id': `request-${at}` } });
  }
  return { teams, players, everything, orders, small: await writeSmallClasses(writer, teams) };
}

function player(at: number, teams: readonly string[]): Row {
  return {
    name: `${NAMES[at % NAMES.length] ?? ''} ${at}`,
    score: (at * 37) % 101,
    rating: at % 4 === 0 ? null : at / 8,
    isActive: at % 3 === 0,
    born: day(at * 11),
    tags: [`t${at % 5}`, `t${at % 3}`, at],
    team: pointer('Team', teams[at % teams.length] as string),
    friends: [pointer('Team', teams[0] as string)],
    profile: { level: at % 6, city: { name: NAMES[at % 5], at: geo(at % 80, -at) } },
    ...(at % 7 === 0 ? { nick: `nick${at}` } : {}),
  };
}

function everyType(at: number, teams: readonly string[]): Row {
  const team = pointer('Team', teams[at % teams.length] as string);
  const inside = {
    k: at,
    when: day(at),
    ptr: team,
    geo: geo(10, 20),
    file: { ...file('x_f.txt'), url: 'http://h/x_f.txt' },
    list: [1.5, null, { when: day(1) }],
  };
  return {
    aString: NAMES[at % NAMES.length],
    aNumber: [1, 1.5, 2 ** 40, -(2 ** 31), 0][at % 5],
    aBool: at % 2 === 0,
    aDate: day(at),
    anObject: inside,
    anArray: [at, 's', null, day(at), team, geo(1, 2), { nested: true, when: day(2) }, [1, [2]]],
    aGeo: geo(41 + at / 10, 12.5),
    aFile: { ...file('x_f.txt'), url: 'http://h/x_f.txt' },
    aPointer: team,
    someBytes: bytes('aGVsbG8='),
    bytesInside: { b: bytes('aGVsbG8=') },
    aPolygon: polygon([0, 0], [0, 2 + at], [2, 2], [0, 0]),
    aNull: null,
    anEmptyObject: {},
    anEmptyArray: [],
    aRelation: op('AddRelation', objects(team)),
    ...(at % 3 === 0 ? { ACL: { '*': { read: true }, 'role:Admins': { read: true, write: true } } } : {}),
    ...(at % 11 === 5 ? { ACL: {} } : {}),
  };
}

async function changeByOperations(writer: Writer, ids: readonly string[]): Promise<void> {
  const changes: readonly Row[] = [
    { aNumber: op('Increment', { amount: 2.5 }), anArray: op('Add', objects('added', { deep: [1] })) },
    { anArray: op('AddUnique', objects('s', 'once')), aString: op('Delete') },
    { anArray: op('Remove', objects('s', null)), aPointer: op('Delete'), aGeo: op('Delete') },
    { 'anObject.k': 99, 'anObject.late.deep': 'dotted', 'anObject.ptr': op('Delete') },
    { aPointer: null, aDate: null, anArray: null, aNumber: null },
    { aRelation: op('RemoveRelation', objects(pointer('Team', 'absent0000'))) },
  ];
  for (const [at, change] of changes.entries()) await writer.send('PUT', `/classes/Everything/${ids[at] ?? ''}`, change);
}

/** Many small classes: an app that has grown has dozens, most with a handful of objects. */
async function writeSmallClasses(writer: Writer, teams: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const small = new Map<string, readonly string[]>();
  for (const [at, className] of ['Badge', 'Invite', 'Level', 'Match', 'Message', 'News', 'Photo', 'Season', 'Stat', 'Venue'].entries()) {
    const bodies = Array.from({ length: 4 }, (_, n) => ({
      title: `${className} ${n}`,
      n: n * at,
      team: pointer('Team', teams[n] as string),
      [`only${className}`]: [n, { at: day(n) }],
    }));
    small.set(className, await writer.createAll(className, bodies));
  }
  return small;
}
