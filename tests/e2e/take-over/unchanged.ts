import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask } from '../../conformance/ask.ts';
import type { Step } from '../../conformance/subject.ts';
import { addedIndexes, databaseState, documentsOf, lostIndexes, type DatabaseState } from './database-state.ts';
import { takeOver, type TakenOver } from './deployment.ts';
import type { OldApp } from './old-app/old-app.ts';
import { RULED } from './old-app/rules.ts';
import { futileLogIns } from './questions/log-ins.ts';
import { classReads, platformReads } from './questions/reads.ts';
import { asked, CLIENT, MASTER } from './questions/callers.ts';
import { whereQuestions } from './questions/wheres.ts';

const AT_ONCE = 8;
const NO_NAMES = new Map<string, string>();

const OF_EVERY_CLASS = ['_created_at_1__id_1', '_updated_at_1__id_1'];
const CLASSES = [
  ...[
    'Badge',
    'Declared',
    'Invite',
    'Level',
    'Match',
    'Message',
    'News',
    'Odd',
    'Order',
    'Photo',
    'Player',
    'Season',
    'Stat',
    'Team',
    'Venue',
  ],
  ...RULED,
  '_Role',
  '_User',
];

/** All that a start and reads add to the indexes of the database. In place of four that duplicates keep away, values are looked up by others. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(CLASSES.map((className) => [className, OF_EVERY_CLASS])),
  Everything: [...OF_EVERY_CLASS, 'aGeo_2d', 'aGeo_2dsphere'],
  Unused: ['_created_at_1__id_1', '_id_', '_updated_at_1__id_1'],
  _Installation: [
    ...OF_EVERY_CLASS,
    ...['_p_user_1__id_1', 'channels_1__id_1', 'deviceToken_1', 'deviceType_1__id_1', 'timeZone_1__id_1'],
    ...['installationId_deviceToken', 'installationId_once_not_unique'],
  ].sort(),
  _User: [...OF_EVERY_CLASS, '_session_token', 'email_any_case_not_unique', 'username_any_case_not_unique'].sort(),
  '_Join:aRelation:Everything': ['owningId_1_relatedId_1'],
  '_Join:members:Team': ['owningId_1_relatedId_1_not_unique', 'relatedId_1'],
  '_Join:roles:_Role': ['owningId_1_relatedId_1', 'relatedId_1'],
  '_Join:users:_Role': ['owningId_1_relatedId_1', 'relatedId_1'],
  // The processes that may write, which a change of a class waits for.
  _Writers: ['_id_'],
  _Session: ['_created_at_1__id_1', '_p_user_1_installationId_1', '_session_token_1', '_updated_at_1__id_1', 'expiresAt_ended'],
};

export function describeUnchanged(app: () => OldApp): void {
  describe('a start over the database, and a day of reading', () => {
    let taken: TakenOver;
    let before: DatabaseState;
    let after: DatabaseState;
    let ended: readonly string[];
    beforeAll(async () => {
      const database = await app().copy();
      before = await databaseState(await app().open(database));
      const over = { expiresAt: { $lt: new Date() } };
      const sessions = await (await app().open(database)).collection<{ _id: string }>('_Session').find(over).toArray();
      ended = sessions.map(({ _id }) => JSON.stringify(_id));
      taken = await takeOver(database);
      const steps = readings(app());
      for (let at = 0; at < steps.length; at += AT_ONCE) {
        await Promise.all(steps.slice(at, at + AT_ONCE).map((step) => ask(taken.server, step, NO_NAMES)));
      }
      // Indexes are built beside the requests.
      await vi
        .waitUntil(
          async () => {
            after = await databaseState(await app().open(database));
            return isDeepStrictEqual(addedIndexes(before, after), ADDED);
          },
          { timeout: 30_000, interval: 500 },
        )
        .catch(() => undefined); // the tests show the gaps
    }, 240_000);
    afterAll(() => taken?.close());

    it('change no document of any collection', () => {
      const { Unused: made, _Session: sessions, _Writers: _writers, ...documents } = documentsOf(after);
      const { _Session: sessionsBefore, ...documentsBefore } = documentsOf(before);
      expect(documents).toEqual(documentsBefore);
      // The database itself removes sessions that are over, at its own time.
      expect(sessionsBefore).toMatchObject(sessions ?? {});
      const gone = Object.keys(sessionsBefore ?? {}).filter((id) => !(id in (sessions ?? {})));
      expect(ended).toEqual(expect.arrayContaining(gone));
      // The indexes of a class that was declared and never written to make its collection, which stays empty.
      expect(made).toEqual({});
    });

    it('add the indexes that are listed, and leave those that are there as they are', () => {
      expect(addedIndexes(before, after)).toEqual(ADDED);
      expect(lostIndexes(before, after)).toEqual([]);
    });

    it('say which indexes duplicates keep away', () => {
      const refused = taken.parlance.logs.filter(({ msg }) => String(msg).startsWith('Duplicates keep a unique index away.'));
      expect(refused.map(({ collection, index }) => [collection, index]).sort()).toEqual([
        ['_Installation', 'installationId_once'],
        ['_Join:members:Team', 'owningId_1_relatedId_1'],
        ['_User', 'email_any_case'],
        ['_User', 'username_any_case'],
      ]);
    });

    it('a wrong password of a user is counted, and changes nothing else of them', async () => {
      const users = (await app().open(taken.parlance.app().database)).collection<{ _id: string }>('_User');
      const _id = app().accounts.of.bob.objectId;
      const was = await users.findOne({ _id });
      await ask(taken.server, asked(CLIENT, 'POST', '/login', { body: { username: 'bob', password: 'wrong' } }), NO_NAMES);
      expect(await users.findOne({ _id })).toEqual({
        ...was,
        _failed_login_count: 1,
        _account_lockout_expires_at: expect.any(Date),
        _updated_at: expect.any(Date),
      });
    });
  });
}

function readings(app: OldApp): readonly Step[] {
  return [
    asked(CLIENT, 'GET', '/health'),
    asked(MASTER, 'GET', '/health'),
    asked(MASTER, 'GET', '/serverInfo'),
    asked(MASTER, 'GET', '/schemas'),
    ...classReads(app),
    ...platformReads(app),
    ...whereQuestions(app),
    ...futileLogIns(app),
  ];
}
