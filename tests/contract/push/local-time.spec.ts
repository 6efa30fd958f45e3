import { LATE_ZONES } from '@parlance/push';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectAccounted, storeDevices, token } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

const HOUR_MS = 3_600_000;
const data = { alert: 'good morning' };

/** The tests go through the year from its beginning: the clock moves forward alone. */
describe('T10 pushes at a local time', () => {
  let time: TimedDeployment;
  beforeAll(async () => {
    time = await startTimedDeployment({ start: '2026-03-01T12:00:00Z' });
  });
  afterAll(() => time?.close());
  beforeEach(async () => {
    await (await installations()).deleteMany({});
  });

  const installations = async () => (await time.parlance.database()).collection('_Installation');
  /** Stores a device in each of these zones; undefined for none. */
  const devicesIn = (zones: readonly (string | undefined)[], from = 0) =>
    storeDevices(time.parlance, zones.length, (number) => ({
      _id: `device${from + number}` as never,
      installationId: `installation-${from + number}`,
      deviceToken: token(from + number),
      ...(zones[number] === undefined ? {} : { timeZone: zones[number] }),
    }));
  const move = async (number: number, timeZone: string) => {
    const moved = await time.parlance.masterRest('PUT', `/installations/device${number}`, { timeZone });
    expect(moved.status).toBe(200);
  };
  /** When each device got the push, by its number. */
  const received = (id: string) =>
    Object.fromEntries(time.deliveries(id).map((delivery) => [Number.parseInt(delivery.token, 16), short(delivery.at)] as const));
  const count = (id: string) => time.deliveries(id).length;
  const arrived = (id: string, number: number) => expect.poll(() => count(id)).toBe(number);
  /** Sends a push at a wall time, `hours` before it is due in the first of all zones. */
  async function sendFor(wall: string, more: object = {}, hours = 1): Promise<string> {
    await time.advanceTo(new Date(Date.parse(`${wall}Z`) - (14 + hours) * HOUR_MS).toISOString());
    return time.send({ where: {}, data, push_time: wall, ...more });
  }
  /** Goes on until the last zone on earth is past. */
  async function end(id: string, wall: string) {
    await time.advanceTo(new Date(Date.parse(`${wall}Z`) + 12 * HOUR_MS).toISOString());
    const status = await time.ended(id);
    expectAccounted(status);
    return status;
  }

  it.each<[string, Record<string, string>]>([
    ['2026-03-08T02:30', { 'America/New_York': '2026-03-08T07:30Z' }],
    ['2026-03-29T01:30', { 'Europe/London': '2026-03-29T01:30Z' }],
    ['2026-04-05T01:45', { 'Australia/Lord_Howe': '2026-04-04T14:45Z' }],
    ['2026-10-04T02:15', { 'Australia/Lord_Howe': '2026-10-03T15:45Z' }],
    ['2026-10-25T01:30', { 'Europe/London': '2026-10-25T00:30Z' }],
    ['2026-11-01T01:30', { 'America/New_York': '2026-11-01T05:30Z' }],
    [
      '2026-12-25T09:00',
      {
        'Pacific/Kiritimati': '2026-12-24T19:00Z',
        'Etc/GMT-12': '2026-12-24T21:00Z',
        'Asia/Kathmandu': '2026-12-25T03:15Z',
        'Asia/Kolkata': '2026-12-25T03:30Z',
        'America/New_York': '2026-12-25T14:00Z',
        'Pacific/Pago_Pago': '2026-12-25T20:00Z',
        'Etc/GMT+12': '2026-12-25T21:00Z',
      },
    ],
  ])(
    'PSH-20 I1 are due when the clocks of each zone show %s, on days whose clocks change and at both ends of the earth',
    async (wall, dues) => {
      const zones = Object.keys(dues);
      await devicesIn(zones);
      const id = await sendFor(wall);
      for (const [sent, due] of Object.values(dues).entries()) {
        await time.advanceTo(new Date(Date.parse(due) - 1).toISOString());
        expect([wall, due, count(id)]).toEqual([wall, due, sent]);
        await time.advanceTo(due);
        await arrived(id, sent + 1);
      }
      expect(received(id)).toEqual(Object.fromEntries(Object.values(dues).entries()));
      expect(await end(id, wall)).toMatchObject({ status: 'succeeded', numTargeted: zones.length, numSent: zones.length });
    },
  );

  it('PSH-20 reach New York three hours before Los Angeles, count by offset, and leave out devices without a time zone', async () => {
    const wall = '2027-01-10T09:00';
    await devicesIn(['America/New_York', 'America/Los_Angeles', undefined, 'Mars/Olympus', 'America/New_York']);
    const id = await sendFor(wall);
    await time.advanceTo('2027-01-10T14:00Z');
    await arrived(id, 2);
    await expect.poll(async () => (await time.status(id)).numSent).toBe(2);
    expect(await time.status(id)).toMatchObject({ status: 'running', skippedPerReason: { noTimeZone: 2 } });
    await time.advanceTo('2027-01-10T17:00Z');
    await arrived(id, 3);
    expect(received(id)).toEqual({ 0: '2027-01-10T14:00Z', 4: '2027-01-10T14:00Z', 1: '2027-01-10T17:00Z' });
    expect(await end(id, wall)).toMatchObject({
      ...{ status: 'succeeded', numTargeted: 5, numSent: 3, numSkipped: 2, skippedPerReason: { noTimeZone: 2 } },
      sentPerUTCOffset: { '-300': 2, '-480': 1 },
    });
  });

  it('I2 are sent once to somebody who travels west after they got it, and to somebody who travels east before', async () => {
    const wall = '2027-01-17T09:00';
    await devicesIn(['America/New_York', 'America/Los_Angeles', 'America/Los_Angeles']);
    const id = await sendFor(wall);
    await time.advanceTo('2027-01-17T13:30Z');
    await move(1, 'America/New_York'); // before its time there
    await time.advanceTo('2027-01-17T14:00Z');
    await arrived(id, 2);
    await move(0, 'America/Los_Angeles'); // after it got it
    await time.advanceTo('2027-01-17T17:00Z');
    await arrived(id, 3);
    expect(received(id)).toEqual({ 0: '2027-01-17T14:00Z', 1: '2027-01-17T14:00Z', 2: '2027-01-17T17:00Z' });
    expect(await end(id, wall)).toMatchObject({ numTargeted: 3, numSent: 3 });
    expect(count(id)).toBe(3);
  });

  it('PSH-15 I3 reach devices that register or move meanwhile, in zones that the push knew and in those that it did not', async () => {
    const wall = '2027-01-24T09:00';
    await devicesIn(['America/New_York', undefined, 'America/Los_Angeles']);
    const id = await sendFor(wall);
    await time.advanceTo('2027-01-24T12:00Z');
    await devicesIn(['America/New_York', 'America/St_Johns'], 3); // the second in a zone that nobody was in, due in half an hour
    await move(1, 'America/Los_Angeles');
    await time.advanceTo('2027-01-24T13:00Z');
    await arrived(id, 1);
    await move(2, 'America/Denver');
    await time.advanceTo('2027-01-24T14:00Z');
    await arrived(id, 3);
    await time.advanceTo('2027-01-24T16:00Z');
    await arrived(id, 4);
    await time.advanceTo('2027-01-24T17:00Z');
    await arrived(id, 5);
    const dues = { 4: '13:00Z', 0: '14:00Z', 3: '14:00Z', 2: '16:00Z', 1: '17:00Z' };
    expect(received(id)).toEqual(Object.fromEntries(Object.entries(dues).map(([number, due]) => [number, `2027-01-24T${due}`])));
    // The one that had no zone at first is counted as sent, and not as left out too.
    expect(await end(id, wall)).toMatchObject({ numTargeted: 5, numSent: 5, numSkipped: 0, skippedPerReason: {} });
  });

  it('are due by the rules of zones as they are when the zones are looked up last', async () => {
    const wall = '2027-01-31T09:00';
    await devicesIn(['America/New_York', 'America/Los_Angeles']);
    const id = await sendFor(wall);
    await time.looked();
    // As if Los Angeles had been an hour later when the push was accepted.
    const waves = (await time.parlance.pushDatabase()).collection('waves');
    const planned = await waves.findOneAndDelete({ push: `test.${id}`, zones: 'America/Los_Angeles' });
    const dueAt = new Date('2027-01-31T18:00Z');
    await waves.insertOne({ ...planned, _id: `test.${id}-all-${dueAt.getTime().toString(36)}` as never, dueAt });
    await time.advanceTo('2027-01-31T14:00Z');
    await arrived(id, 1);
    await time.advanceTo('2027-01-31T17:00Z');
    await arrived(id, 2);
    expect(await end(id, wall)).toMatchObject({ numTargeted: 2, numSent: 2 });
  });

  it.each([
    ['skip', {}, { lateZone: 2 }],
    ['send', { 1: '2027-02-07T11:59Z' }, { lateZone: 1 }],
    ['next_day', { 0: '2027-02-07T19:00Z', 1: '2027-02-08T00:00Z' }, {}],
  ] as const)('PSH-19 treat zones that are late when they are accepted as lateZones says: %s', async (lateZones, lateOnes, skipped) => {
    const day = LATE_ZONES.indexOf(lateZones) * 7;
    const shift = (iso: string) => new Date(Date.parse(iso) + day * 24 * HOUR_MS).toISOString();
    // Past by 17 hours in Kiritimati and by 12 in Tokyo, but for a minute.
    await devicesIn(['Pacific/Kiritimati', 'Asia/Tokyo', 'America/New_York']);
    await time.advanceTo(shift('2027-02-07T11:59:00Z'));
    const id = await time.send({ where: {}, data, push_time: shift('2027-02-07T09:00:00Z').slice(0, -5), options: { lateZones } });
    const dues: Readonly<Record<number, string>> = { ...lateOnes, 2: '2027-02-07T14:00Z' };
    for (const [sent, due] of Object.values(dues).toSorted().entries()) {
      await time.advanceTo(shift(due));
      await arrived(id, sent + 1);
    }
    expect(received(id)).toEqual(Object.fromEntries(Object.entries(dues).map(([number, due]) => [number, short(shift(due))])));
    await time.advanceTo(shift('2027-02-08T21:00:00Z'));
    const status = await time.ended(id);
    expectAccounted(status);
    expect(status).toMatchObject({ status: 'succeeded', numTargeted: 3, skippedPerReason: skipped });
  });

  it('PSH-19 are refused with 152 when their time is past in every zone of the audience, and send nothing', async () => {
    await devicesIn(['Asia/Tokyo', 'Pacific/Kiritimati', undefined]);
    await time.advanceTo('2027-03-01T03:00:00Z');
    const before = time.simulators.apns.journal.length;
    const ask = (more: object) => time.parlance.masterRest('POST', '/push', { where: {}, data, ...more });
    expect((await ask({ push_time: '2027-03-01T09:00:00' })).body['code']).toBe(152);
    expect((await ask({ push_time: '2027-02-27T09:00:00' })).body['code']).toBe(152);
    expect((await ask({ push_time: '2027-03-15T18:00:00' })).body['code']).toBe(152);
    expect((await ask({ push_time: '2027-03-01T12:30:00', expiration_time: '2027-03-01T03:20:00Z' })).body['code']).toBe(138);
    expect(time.simulators.apns.journal.length).toBe(before);
  });

  it('PSH-17 T17 expire an interval after each wave is due, or when the clocks of the device show expiration_time', async () => {
    const wall = '2027-03-04T09:00';
    await devicesIn(['Asia/Tokyo', 'America/New_York', 'America/Lima']);
    const byInterval = await sendFor(wall, { expiration_interval: 3_600 });
    // New York's clocks change in between, those of Lima do not.
    const byTime = await time.send({ where: {}, data, push_time: wall, expiration_time: '2027-03-15T09:00' });
    for (const [due, sent] of [
      ['2027-03-04T00:00Z', 1],
      ['2027-03-04T14:00Z', 3],
    ] as const) {
      await time.advanceTo(due);
      await arrived(byInterval, sent);
      await arrived(byTime, sent);
    }
    const expirations = (id: string) =>
      Object.fromEntries(
        time
          .deliveries(id)
          .map(({ token: to, facts }) => [Number.parseInt(to, 16), short(new Date(Number(facts['apns-expiration']) * 1_000))]),
      );
    expect(expirations(byInterval)).toEqual({ 0: '2027-03-04T01:00Z', 1: '2027-03-04T15:00Z', 2: '2027-03-04T15:00Z' });
    expect(expirations(byTime)).toEqual({ 0: '2027-03-15T00:00Z', 1: '2027-03-15T13:00Z', 2: '2027-03-15T14:00Z' });
    await end(byInterval, wall);
    await time.ended(byTime);
  });

  it('I7 run for a day past the last zone, and count those who are left as expired', async () => {
    const wall = '2027-03-20T09:00';
    await devicesIn(['Asia/Tokyo', 'America/New_York', 'America/New_York']);
    const id = await sendFor(wall);
    await time.advanceTo('2027-03-20T00:00Z');
    await arrived(id, 1);
    expect((await time.parlance.masterRest('POST', `/push/${id}/pause`)).status).toBe(200);
    await time.advanceTo('2027-03-21T21:00Z');
    expect((await time.parlance.masterRest('POST', `/push/${id}/resume`)).status).toBe(200);
    const status = await time.ended(id);
    expectAccounted(status);
    expect(status).toMatchObject({ status: 'succeeded', numTargeted: 3, numSent: 1, skippedPerReason: { expired: 2 } });
    expect(count(id)).toBe(1);
  });
});

/** `2026-12-25T09:00Z` */
function short(at: string | Date): string {
  return new Date(at).toISOString().replace(':00.000Z', 'Z');
}
