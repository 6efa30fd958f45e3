import { connect, type NatsConnection } from '@nats-io/transport-node';
import { natsOptions, startParlance, uniqueName, type Parlance, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PASSWORD, PATIENT, signUp, userPointer, type SignedUp } from './accounts.ts';

/** The messages of the bus, as a listener to all of them sees them: one message for each call, replies have subjects of their own. */
describe('calls on the bus, split', () => {
  const prefix = uniqueName('calls');
  const calls: string[] = [];
  let parlance: Parlance;
  let nats: NatsConnection;
  let ada: SignedUp;
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'split', env: { PARLANCE_BUS_PREFIX: prefix }, apps: [{ id: 'test', settings: PATIENT }] });
    nats = await connect(natsOptions());
    nats.subscribe(`${prefix}.>`, { callback: (_error, { subject }) => void calls.push(subject.slice(prefix.length + 1)) });
    await nats.flush();
    ada = await signUp(parlance);
    await nestedRoles();
  });
  afterAll(async () => {
    await nats?.close();
    await parlance?.close();
  });

  /** The calls that a request leads to. All earlier messages have arrived, in the order of sending, when a flush returns. */
  const callsOf = async (request: () => Promise<RestAnswer>): Promise<readonly string[]> => {
    await nats.flush();
    calls.length = 0;
    expect((await request()).status).toBe(200);
    await nats.flush();
    // The third part of a subject names the process that is asked.
    const asked = calls.map((subject) => subject.split('.').slice(0, 2).join('.'));
    return asked.filter((subject) => !/^(?:events|inbox|presence)\.|\.(?:health|ping)$/.test(subject));
  };

  const nestedRoles = async (): Promise<void> => {
    let members: object = { users: { __op: 'AddRelation', objects: [userPointer(ada.id)] } };
    for (const name of ['Inner', 'Middle', 'Outer']) {
      const { status, body } = await parlance.masterRest('POST', '/roles', { name, ACL: {}, ...members });
      expect(status).toBe(201);
      members = { roles: { __op: 'AddRelation', objects: [{ __type: 'Pointer', className: '_Role', objectId: body.objectId }] } };
    }
  };

  // Sessions and settings are looked up anew every five seconds: on a busy machine that may fall upon the first request.
  it('a get and a find by a user of nested roles are one call each, once the user is known', async () => {
    const { body } = await parlance.masterRest('POST', '/classes/Guarded', { n: 1, ACL: { 'role:Outer': { read: true } } });
    const get = () => parlance.rest('GET', `/classes/Guarded/${body.objectId}`, undefined, as(ada.token));
    const find = () => parlance.rest('GET', '/classes/Guarded?where={"n":1}', undefined, as(ada.token));
    await expect.poll(async () => (await get()).status).toBe(200); // the roles are known everywhere
    await expect.poll(() => callsOf(get)).toEqual(['data.get']);
    await expect.poll(() => callsOf(find)).toEqual(['data.find']);
    expect((await find()).body.results).toHaveLength(1);
  });

  it('a log-in reads the user before and after the password is checked, writes the session, and looks whether the user was locked', async () => {
    const logIn = () => parlance.rest('POST', '/login', { username: ada.username, password: PASSWORD });
    await expect
      .poll(() => callsOf(logIn))
      .toEqual(['auth.log-in', 'data.find-for-service', 'data.find-for-service', 'data.create-for-service', 'data.find-for-service']);
  });

  it('a log-in on an installation also ends the session that was there', async () => {
    const headers = { 'X-Parse-Installation-Id': 'c8f4f3c6-8a49-4f4c-9d39-7bb1d6d2ab0f' };
    const logIn = () => parlance.rest('POST', '/login', { username: ada.username, password: PASSWORD }, { headers });
    const reads = ['data.find-for-service', 'data.find-for-service'];
    const expected = ['auth.log-in', ...reads, 'data.create-for-service', 'data.find-for-service', 'data.remove-matching'];
    await expect.poll(() => callsOf(logIn)).toEqual(expected);
  });
});
