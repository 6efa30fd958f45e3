import { EJSON, Long, ObjectId, type Db } from '@parlance/mongo';
import type { Account, WrittenAccounts } from './accounts.ts';
import type { Row } from './writer.ts';

type Stored = { _id: string } & Row;
const LONG_AGO = new Date('2014-05-06T07:08:09.010Z');
const TIMES = { _created_at: LONG_AGO, _updated_at: LONG_AGO };
const DAY_MS = 86_400_000;

/** A session of the hosted service, kept in the user: its token has no `r:`. */
export const OLD_STYLE_TOKEN = 'oldstyletokenwithoutprefix';
/** Two names that today's Parse Server would not let stand beside each other, and users with hashes of older kinds. */
export const LEGACY_USERS = ['anna', 'Anna', 'hosted', 'hash2a', 'hash2b'] as const;

/**
 * The leftovers of years of other servers and other hands, which no route of today's Parse Server writes. Hashes are those of ada's
 * password, under the prefix of their time.
 */
export async function writeLeftovers(database: Db, accounts: WrittenAccounts): Promise<void> {
  const insert = (name: string, ...documents: readonly Stored[]) => database.collection<Stored>(name).insertMany([...documents]);
  const { ada, bob, expired } = accounts.of;
  const found = await database.collection<Stored>('_User').findOne({ _id: ada.objectId });
  const hash = (prefix: string): string => prefix + String(found?.['_hashed_password']).slice(4);
  const own = (id: string) => ({ _rperm: [id, '*'], _wperm: [id], _acl: { [id]: { r: true, w: true }, '*': { r: true } } });
  await insert(
    '_User',
    { _id: 'legacyanna', username: 'anna', _hashed_password: hash('$2y$'), email: 'anna@old.example', ...own('legacyanna'), ...TIMES },
    { _id: 'legacyAnna', username: 'Anna', _hashed_password: hash('$2y$'), email: 'Anna@Old.example', ...own('legacyAnna'), ...TIMES },
    { _id: 'hosteduser', username: 'hosted', _hashed_password: hash('$2a$'), _session_token: OLD_STYLE_TOKEN, createdAt: LONG_AGO, updatedAt: LONG_AGO },
    { _id: 'hash2a0000', username: 'hash2a', _hashed_password: hash('$2a$'), ...TIMES },
    { _id: 'hash2b0000', username: 'hash2b', _hashed_password: hash('$2b$'), ...own('hash2b0000'), ...TIMES, _tombstone: true },
  ); // prettier-ignore
  await insert('_Session', ...leftSessions(bob));
  await database.collection<Stored>('_Session').updateMany({ _p_user: `_User$${expired.objectId}` }, { $set: { expiresAt: LONG_AGO } });
  await insert(
    '_Installation',
    { _id: 'twin000001', installationId: 'twin', deviceType: 'ios', deviceToken: 'twintoken1', channels: ['a'], badge: 1, ...TIMES },
    { _id: 'twin000002', installationId: 'twin', deviceType: 'ios', deviceToken: 'twintoken2', channels: ['b'], badge: 2, ...TIMES },
    { _id: 'twin000003', deviceType: 'android', deviceToken: 'twintoken1', ...TIMES },
  );
  const join = database.collection('_Join:members:Team');
  const pair = await join.findOne({});
  if (pair === null) throw new Error('The old app has no relation to double a pair of.');
  await join.insertOne({ owningId: pair['owningId'] as string, relatedId: pair['relatedId'] as string });
  await join.insertOne({ owningId: pair['owningId'] as string, relatedId: 'gone000000' });
  await writeOdd(database);
  await writeJobs(database);
}

function leftSessions(bob: Account): readonly Stored[] {
  const of = (user: string) => ({ _p_user: `_User$${user}`, createdWith: { action: 'login', authProvider: 'password' }, ...TIMES });
  return [
    { _id: 'endless000', _session_token: 'r:00000000000000000000000000000001', ...of(bob.objectId) },
    { _id: 'orphan0000', _session_token: 'r:00000000000000000000000000000002', expiresAt: new Date(Date.now() + DAY_MS), ...of('gone000000') },
    { _id: 'restricted', _session_token: 'r:00000000000000000000000000000003', restricted: false, expiresAt: new Date(Date.now() + DAY_MS), ...of(bob.objectId), installationId: 'twin' },
  ]; // prettier-ignore
}

/** Values that do not fit their columns, columns of old kinds, and a collection that is no class. */
async function writeOdd(database: Db): Promise<void> {
  const schema = { objectId: 'string', updatedAt: 'string', createdAt: 'string', s: 'string', n: 'number', when: 'date', at: 'geopoint', bytes: 'bytes', o: 'map', team: '*Team', notAPointer: 'string', _client_permissions: { find: true } }; // prettier-ignore
  await database.collection<Stored>('_SCHEMA').insertOne({ _id: 'Odd', ...schema });
  await database.collection<Stored>('Odd').insertMany([
    { _id: 'textdate', when: '2014-01-02T03:04:05.006Z', ...TIMES },
    { _id: 'wide', n: Long.fromNumber(2 ** 40), ...TIMES },
    { _id: 'base64', bytes: 'aGVsbG8=', ...TIMES },
    { _id: 'textplace', at: 'here', ...TIMES },
    { _id: 'nullpointer', _p_team: null, _p_unheard: 'Team$t1', _p_notAPointer: 'Team$t1', ...TIMES },
    { _id: 'unknown', extra: { deep: [1] }, _tombstone: true, ...TIMES },
    { _id: 'halfopen', _rperm: ['*'], s: 'x', ...TIMES },
    { _id: 'typeddate', o: { d: { __type: 'Date', iso: '2014-01-01T00:00:00.000Z' } }, ...TIMES },
    { _id: 'oldnames', createdAt: LONG_AGO.toISOString(), updatedAt: LONG_AGO, s: 'x' },
  ]);
  await database.collection<Stored>('Loose').insertOne({ _id: 'loose', n: 1 });
  await database
    .collection('Foreign')
    .insertOne({ _id: new ObjectId('5f0000000000000000000001'), price: EJSON.deserialize({ value: { $numberDecimal: '1.50' } })['value'] });
}

/** Jobs run by Cloud Code, which this peer has none of: the documents are as it writes them. */
async function writeJobs(database: Db): Promise<void> {
  const locked = { _rperm: [], _wperm: [], _acl: {} };
  await database.collection<Stored>('_JobStatus').insertOne({
    _id: 'jobstatus1',
    jobName: 'nightly',
    source: 'api',
    status: 'succeeded',
    params: { full: true },
    finishedAt: LONG_AGO,
    ...locked,
    ...TIMES,
  });
  await database.collection<Stored>('_JobSchedule').insertOne({
    _id: 'schedule01',
    jobName: 'nightly',
    description: 'every night',
    params: '{}',
    startAfter: '2014-05-06T07:08:09.010Z',
    daysOfWeek: ['1', '0'],
    timeOfDay: '10:00',
    repeatMinutes: 5,
    ...locked,
    ...TIMES,
  });
}
