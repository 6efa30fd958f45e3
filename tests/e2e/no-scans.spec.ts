import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, logIn, PATIENT, signUp, userPointer, type SignedUp } from './accounts.ts';

const READ_BY = (role: string) => ({ [`role:${role}`]: { read: true } });
/** A wrong log-in takes as long as a right one by the kinds of hashes of some users (apps/auth/src/log-in/vain-hashes.ts), read once. */
const isSample = ({ filter, limit }: { filter?: object; limit?: number }) => JSON.stringify(filter) === '{}' && limit === 50;
const add = (objects: readonly object[]) => ({ __op: 'AddRelation', objects });

/** MongoDB's own profile of an app's database tells the plan of every query. */
describe('PER-08 questions that every request may bring', () => {
  let parlance: Parlance;
  let ada: SignedUp;
  let guarded: string;
  let game: string;
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'test', settings: PATIENT }] });
    ada = await signUp(parlance, { email: 'ada@example.com' });
    for (let n = 0; n < 20; n++) await signUp(parlance);
    const make = async (path: string, body: object): Promise<string> => (await parlance.masterRest('POST', path, body)).body.objectId;
    const inner = await make('/roles', { name: 'Inner', ACL: {}, users: add([userPointer(ada.id)]) });
    await make('/roles', { name: 'Outer', ACL: {}, roles: add([{ __type: 'Pointer', className: '_Role', objectId: inner }]) });
    guarded = await make('/classes/Guarded', { n: 1, ACL: READ_BY('Outer') });
    const players = await Promise.all(Array.from({ length: 20 }, (_, n) => make('/classes/Player', { n })));
    game = await make('/classes/Game', { players: add(players.map((objectId) => ({ __type: 'Pointer', className: 'Player', objectId }))) });
    await (await parlance.database()).command({ profile: 2 });
  });
  afterAll(async () => {
    await (await parlance?.database())?.command({ profile: 0 });
    await parlance?.close();
  });

  it('log-ins, sessions, closures of roles, members of relations and owners of addresses are found by an index', async () => {
    const token = await logIn(parlance, ada.username);
    expect((await parlance.rest('GET', '/users/me', undefined, as(token))).body.objectId).toBe(ada.id);
    expect((await parlance.rest('GET', `/classes/Guarded/${guarded}`, undefined, as(token))).status).toBe(200);
    const related = { $relatedTo: { object: { __type: 'Pointer', className: 'Game', objectId: game }, key: 'players' } };
    const where = encodeURIComponent(JSON.stringify(related));
    expect((await parlance.rest('GET', `/classes/Player?where=${where}`)).body.results).toHaveLength(20);
    expect((await parlance.rest('POST', '/users', { username: 'eve', password: 'x', email: 'ada@example.com' })).body.code).toBe(203);

    const profile = (await parlance.database()).collection('system.profile');
    const plans = await profile.find({ planSummary: { $exists: true } }).toArray();
    const asked = new Set(plans.map(({ ns }) => String(ns).split('.')[1]));
    expect([...asked]).toEqual(expect.arrayContaining(['_User', '_Session', '_Join:users:_Role', '_Join:players:Game', 'Player']));
    const scans = plans.filter(({ planSummary }) => String(planSummary).includes('COLLSCAN')).filter(({ command }) => !isSample(command));
    expect(scans.map(({ ns, command }) => ({ ns: ns as string, command: JSON.stringify(command).slice(0, 300) }))).toEqual([]);
  });
});
