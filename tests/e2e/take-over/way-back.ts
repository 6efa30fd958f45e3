import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alike } from '../../conformance/verdict.ts';
import { op, pointer } from '../../conformance/values.ts';
import type { Step } from '../../conformance/subject.ts';
import { takeOver, type TakenOver } from './deployment.ts';
import { explained } from './differences.ts';
import { oneTimePassword, PASSWORD } from './old-app/accounts.ts';
import type { OldApp } from './old-app/old-app.ts';
import { Writer, type Row } from './old-app/writer.ts';
import { playBoth, type Outcome } from './play.ts';
import { asked, CLIENT, MASTER, withToken } from './questions/callers.ts';
import { classReads, platformReads } from './questions/reads.ts';
import { CHANGED_PASSWORD, writeHere, type WrittenHere } from './written-here.ts';

export function describeWayBack(app: () => OldApp): void {
  describe('the way back to Parse Server', () => {
    let taken: TakenOver;
    let written: WrittenHere;
    let peer: Writer;
    let outcomes: readonly Outcome[];
    beforeAll(async () => {
      const database = await app().copy();
      taken = await takeOver(database);
      written = await writeHere(new Writer(taken.server), app());
      const { url } = await app().startPeer(await app().copy(database));
      peer = new Writer({ name: 'Parse Server', url });
      outcomes = await playBoth(readings(app(), written), taken.server, { name: 'Parse Server', url });
    }, 180_000);
    afterAll(() => taken?.close());

    const asUser = (token: string) => ({ as: 'client', headers: { 'X-Parse-Session-Token': token } }) as const;
    const logIn = (username: string, password: string, more: Row = {}) =>
      peer.try('POST', '/login', { username, password, ...more }, { as: 'client' });

    it('shows all that Parlance has written, and all that it has left alone, as Parlance shows it', () => {
      expect(outcomes.length).toBeGreaterThan(700);
      const unexplained = outcomes.filter((outcome) => !alike(outcome.parlance, outcome.peer) && explained(outcome) === undefined);
      expect(unexplained.map(({ step, parlance, peer: theirs }) => ({ asked: step.title, parlance, theirs }))).toEqual([]);
    });

    it('lets everybody in: by passwords set on either side, by sessions begun on either side', async () => {
      for (const [name, password] of [['grace', PASSWORD], ['heidi', PASSWORD], ['bob', PASSWORD], ['carl', CHANGED_PASSWORD], ['anna', PASSWORD]] as const) {
        expect([name, (await logIn(name, password)).status]).toEqual([name, 200]);
      } // prettier-ignore
      expect((await logIn('carl', PASSWORD)).status).toBe(404);
      for (const token of [written.users.grace.token, app().accounts.of.ada.token]) {
        expect((await peer.try('GET', '/users/me', undefined, asUser(token))).status).toBe(200);
      }
      const again = await peer.send('POST', '/users', { authData: { anonymous: { id: '0a1b2c3d-0000-4000-8000-00000000beef' } } });
      expect(again['objectId']).toBe(written.anonymous);
    });

    it('asks users for the second factor that they have set up with Parlance', async () => {
      expect((await logIn('guarded', PASSWORD)).status).toBe(400);
      expect((await logIn('guarded', PASSWORD, { authData: { mfa: { token: oneTimePassword(1) } } })).status).toBe(200);
    });

    it('goes on writing', async () => {
      const { grace } = written.users;
      await peer.send('PUT', `/classes/Everything/${written.object}`, { aString: 'and there' }, asUser(grace.token));
      await peer.send('PUT', `/users/${grace.objectId}`, { nick: 'Grace' }, asUser(grace.token));
      await peer.send('PUT', `/roles/${written.role}`, {
        users: op('AddRelation', { objects: [pointer('_User', written.users.heidi.objectId)] }),
      });
      await peer.send('POST', '/classes/MadeHere', { n: 2 }, { as: 'client' });
      expect((await peer.try('POST', '/classes/MadeHere', {}, { as: 'client' })).status).toBe(400);
      expect((await peer.try('GET', '/classes/MadeHere', undefined, { as: 'client' })).body).toMatchObject({ code: 101 });
      await peer.send('POST', '/users', { username: 'ivan', password: PASSWORD }, { as: 'client' });
      expect((await peer.try('POST', '/users', { username: 'GRACE', password: PASSWORD }, { as: 'client' })).body).toMatchObject({
        code: 202,
      });
      const device = { installationId: 'made-here', deviceType: 'ios', badge: 3 };
      await peer.send('POST', '/installations', device, { as: 'client' });
      const devices = await peer.send('GET', '/installations', undefined, { query: { where: { installationId: 'made-here' } } });
      expect(devices['results']).toMatchObject([{ objectId: written.installation, badge: 3, channels: ['new'] }]);
    });
  });
}

/** The questions of the old app, and those about its new objects. */
function readings(app: OldApp, { users, object, role, installation }: WrittenHere): readonly Step[] {
  const grace = withToken('grace', users.grace.token);
  const related = { $relatedTo: { object: pointer('Everything', object), key: 'aRelation' } };
  const fresh = [CLIENT, grace, MASTER].flatMap((asker) => [
    asked(asker, 'GET', `/classes/Everything/${object}`),
    asked(asker, 'GET', '/classes/Team', { query: { where: related, order: 'objectId' } }),
    asked(asker, 'GET', '/classes/MadeHere', { query: { include: 'owner', order: 'n' } }),
    asked(asker, 'GET', `/users/${users.grace.objectId}`),
    asked(asker, 'GET', `/roles/${role}`),
    asked(asker, 'GET', `/installations/${installation}`),
  ]);
  return [...fresh, asked(grace, 'GET', '/users/me'), asked(MASTER, 'GET', '/schemas/MadeHere'), ...classReads(app), ...platformReads(app)];
}
