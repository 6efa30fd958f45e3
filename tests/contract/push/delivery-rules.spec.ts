import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectAccounted, storeDevices, token } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

const HOUR_MS = 3_600_000;
const data = { alert: 'hi' };
const QUIET = { from: '22:00', to: '08:00' };
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', undefined];
const DEVICES = 12;
const NOBODY = { missing: [], repeated: [], strangers: 0 };

describe('the rules of an app by which installations are left in peace', () => {
  let time: TimedDeployment;
  beforeAll(async () => {
    // Noon in Berlin, six in the morning in New York, seven in the evening in Tokyo.
    time = await startTimedDeployment({ start: '2026-06-01T10:00:00Z' });
  });
  afterAll(() => time?.close());
  beforeEach(async () => {
    time.simulators.apns.change({ reset: true });
    await (await time.parlance.database()).collection('_Installation').deleteMany({});
    await storeDevices(time.parlance, DEVICES, (number) => ({ timeZone: ZONES[number % ZONES.length] }));
  });

  /** Each push comes a second after the last one: a device gets ten messages in a second at most. */
  const send = (body: object) => {
    time.clock.move(1_000);
    return time.send(body);
  };
  const rules = async (push: object) => expect((await time.parlance.masterRest('PATCH', '/settings', { push })).status).toBe(200);
  const tokens = (id: string) =>
    time
      .deliveries(id)
      .map((received) => received.token)
      .toSorted();
  const devices = (belongs: (number: number) => boolean) =>
    Array.from({ length: DEVICES }, (_, number) => number)
      .filter(belongs)
      .map(token);
  const inZone = (...zones: (string | undefined)[]) => devices((number) => zones.includes(ZONES[number % ZONES.length]));
  const notes = async (number: number) =>
    (await (await time.parlance.database()).collection('_Installation').findOne({ installationId: `installation-${number}` }))?.[
      '_tombstone'
    ] as Readonly<Record<string, unknown>> | undefined;

  const today = (clock: string) => `${time.clock.now().toISOString().slice(0, 10)}T${clock}:00.000Z`;
  const backToNoon = () => time.advance(Date.parse(today('10:00')) + 24 * HOUR_MS - time.clock.now().getTime());
  const untilSent = (id: string, count: number) => expect.poll(async () => (await time.status(id)).numSent).toBe(count);
  const waves = async (id: string) => {
    const { body } = await time.parlance.masterRest('GET', `/push/${id}`);
    const listed = body['waves'] as readonly { state: string; zones?: string[]; dueAt: string }[];
    return listed.map(({ state, zones, dueAt }) => [state, zones, dueAt]);
  };

  describe('a frequency cap', () => {
    beforeEach(() => rules({ frequencyCap: { pushes: 2, hours: 24 } }));

    it('I1 I2 lets each installation have its pushes, and passes it over for further ones until the window has moved on', async () => {
      const first = await send({ where: {}, data });
      const second = await send({ where: { timeZone: 'Asia/Tokyo' }, data });
      for (const id of [first, second]) await time.ended(id);
      const third = await send({ where: {}, data });
      const end = await time.ended(third);
      expectAccounted(end);
      expect(end).toMatchObject({ numSent: 9, numTargeted: DEVICES, skippedPerReason: { frequencyCap: 3 } });
      expect(tokens(third)).toEqual(inZone('Europe/Berlin', 'America/New_York', undefined));
      const fourth = await send({ where: {}, data });
      expect(await time.ended(fourth)).toMatchObject({ numSent: 0, skippedPerReason: { frequencyCap: DEVICES } });
      await time.advance(24 * HOUR_MS);
      expect(await time.ended(await send({ where: {}, data }))).toMatchObject({ numSent: DEVICES });
    });

    it('I1 is kept by many pushes at once', async () => {
      const ids = await Promise.all(Array.from({ length: 6 }, () => send({ where: {}, data })));
      const ends = await Promise.all(ids.map((id) => time.ended(id)));
      for (const end of ends) expectAccounted(end);
      const received = ids.flatMap(tokens);
      expect(received.toSorted()).toEqual([...devices(() => true), ...devices(() => true)].toSorted());
      expect(ends.reduce((sum, { numSkipped }) => sum + numSkipped, 0)).toBe(4 * DEVICES);
    });

    it('counts real hand-overs: a device that a push did not reach has its turn for the next one', async () => {
      const failing = [token(0), token(1)];
      time.simulators.apns.change({ scripts: [{ tokens: failing, fates: ['PayloadEmpty'], repeat: true }] });
      for (let pushes = 0; pushes < 2; pushes++) {
        expect(await time.ended(await send({ where: {}, data }))).toMatchObject({ numSent: DEVICES - 2, numFailed: 2 });
      }
      time.simulators.apns.change({ reset: true });
      const third = await send({ where: {}, data });
      expect(await time.ended(third)).toMatchObject({ numSent: 2, skippedPerReason: { frequencyCap: DEVICES - 2 } });
      expect(tokens(third)).toEqual(failing.toSorted());
    });

    it('does not hold for transactional pushes, for silent ones, and for a test to one installation; none of them is counted', async () => {
      const exempt = [
        { where: {}, data, options: { lane: 'transactional' } },
        { where: {}, data: { 'content-available': 1 } },
        { push_to_id: 'installation-0', data },
      ];
      for (const body of [...exempt, ...exempt]) {
        const numSent = 'where' in body ? DEVICES : 1;
        expect(await time.ended(await send(body))).toMatchObject({ numSent, numSkipped: 0 });
      }
      for (let pushes = 0; pushes < 2; pushes++)
        expect(await time.ended(await send({ where: {}, data }))).toMatchObject({ numSent: DEVICES });
      for (const body of exempt) expect(await time.ended(await send(body))).toMatchObject({ numSkipped: 0 });
      expect((await notes(0))?.['turns']).toHaveLength(2);
    });

    it('costs apps without one nothing: their installations have no such notes', async () => {
      await rules({});
      expect(await time.ended(await send({ where: {}, data }))).toMatchObject({ numSent: DEVICES });
      expect(await notes(0)).toBeUndefined();
    });
  });

  it('a transactional push fails that is for more installations by its time than the app allows', async () => {
    await time.parlance.masterRest('PATCH', '/settings', { pushLimits: { transactionalRecipients: DEVICES } });
    const push_time = new Date(time.clock.now().getTime() + HOUR_MS).toISOString();
    const id = await send({ where: {}, data, push_time, options: { lane: 'transactional' } });
    await storeDevices(time.parlance, 1, () => ({ _id: 'late' as never, installationId: 'late', deviceToken: token(99) }));
    await time.advance(HOUR_MS);
    const message = `A transactional push may be for ${DEVICES} installations at most, and this one is for more; send it in another lane.`;
    expect(await time.ended(id)).toMatchObject({ status: 'failed', numSent: 0, errorMessage: { message, code: 115 } });
    expect(tokens(id)).toEqual([]);
    await time.advance(23 * HOUR_MS);
  });

  describe('T10 quiet hours', () => {
    it('pass installations over at whose place it is night, by their own clocks', async () => {
      await rules({ quietHours: QUIET });
      const id = await send({ where: {}, data });
      const end = await time.ended(id);
      expectAccounted(end);
      expect(end).toMatchObject({ numSent: 9, skippedPerReason: { quietHours: 3 } });
      expect(tokens(id)).toEqual(inZone('Europe/Berlin', 'Asia/Tokyo', undefined));
    });

    it('concern installations without a zone where the app says where they are', async () => {
      await rules({ quietHours: { ...QUIET, zoneWhenUnknown: 'America/Chicago' } });
      const id = await send({ where: {}, data });
      expect(await time.ended(id)).toMatchObject({ numSent: 6, skippedPerReason: { quietHours: 6 } });
      expect(tokens(id)).toEqual(inZone('Europe/Berlin', 'Asia/Tokyo'));
    });

    it('do not hold for transactional pushes', async () => {
      await rules({ quietHours: QUIET });
      const id = await send({ where: {}, data, options: { lane: 'transactional' } });
      expect(await time.ended(id)).toMatchObject({ numSent: DEVICES, numSkipped: 0 });
    });

    describe('that are waited for', () => {
      beforeEach(() => rules({ quietHours: { ...QUIET, action: 'wait', zoneWhenUnknown: 'America/Chicago' } }));

      it('I1 I3 the others get the push at once, and these when their night is over', async () => {
        const id = await send({ where: {}, data });
        const noon = time.clock.now().toISOString();
        await untilSent(id, 6);
        expect(tokens(id)).toEqual(inZone('Europe/Berlin', 'Asia/Tokyo'));
        await time.looked();
        expect(await time.status(id)).toMatchObject({ status: 'running', numTargeted: 6, numSkipped: 0 });
        expect(await waves(id)).toEqual([
          ['done', undefined, noon],
          ['ready', ['America/New_York'], today('12:00')],
          ['ready', undefined, today('13:00')],
        ]);
        await time.advanceTo(today('12:00'));
        await untilSent(id, 9);
        expect(tokens(id)).toEqual(inZone('Europe/Berlin', 'Asia/Tokyo', 'America/New_York'));
        await time.advanceTo(today('13:00'));
        const end = await time.ended(id);
        expectAccounted(end);
        expect(end).toMatchObject({ status: 'succeeded', numSent: DEVICES, numTargeted: DEVICES });
        expect(
          time.simulators.apns.journal.coverage(
            id,
            devices(() => true),
          ),
        ).toEqual(NOBODY);
        expect((await notes(1))?.['waitBy']).toEqual([]);
        await backToNoon();
      });

      it('I3 find travellers once, in whichever zone they are by then', async () => {
        const id = await send({ where: { timeZone: { $in: ['America/New_York', 'Europe/Berlin'] } }, data });
        await untilSent(id, 3);
        await time.looked();
        const installations = (await time.parlance.database()).collection('_Installation');
        await installations.updateOne({ installationId: 'installation-1' }, { $set: { timeZone: 'Europe/Berlin' } });
        await installations.updateOne({ installationId: 'installation-0' }, { $set: { timeZone: 'America/New_York' } });
        await time.advanceTo(today('12:00'));
        const end = await time.ended(id);
        expectAccounted(end);
        expect(end).toMatchObject({ numSent: 6 });
        expect(time.simulators.apns.journal.coverage(id, inZone('Europe/Berlin', 'America/New_York'))).toEqual(NOBODY);
        await backToNoon();
      });

      it('PSH-16 are no reason to wait for a push that has expired by then', async () => {
        const id = await send({ where: {}, data, expiration_interval: 3_600 });
        const end = await time.ended(id);
        expectAccounted(end);
        expect(end).toMatchObject({ numSent: 6, skippedPerReason: { quietHours: 6 } });
      });

      it('T9 end with a push that is canceled', async () => {
        const id = await send({ where: {}, data });
        await untilSent(id, 6);
        await time.looked();
        expect((await time.parlance.masterRest('POST', `/push/${id}/cancel`)).status).toBe(200);
        expect(await time.ended(id)).toMatchObject({ status: 'canceled', numSent: 6, numTargeted: 6 });
        await time.advanceTo(today('13:00'));
        expect(tokens(id)).toHaveLength(6);
        await backToNoon();
      });
    });
  });
});
