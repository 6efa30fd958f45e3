import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEVICES, NOBODY, useAppleDevices } from './apple-devices.ts';
import { ended, send, storeDevices, token } from './push-deployment.ts';

describe('the audience of a push', () => {
  const devices = useAppleDevices();

  async function reaches(body: object, numbers: readonly number[]): Promise<void> {
    const id = await send(devices.parlance, { data: { alert: 'hi' }, ...body });
    expect([body, await ended(devices.parlance, id)]).toEqual([body, expect.objectContaining({ numSent: numbers.length })]);
    expect([body, devices.coverage(id, numbers)]).toEqual([body, NOBODY]);
  }
  const member = async (numbers: readonly number[], change: object) => {
    const installations = (await devices.parlance.database()).collection('_Installation');
    await installations.updateMany({ installationId: { $in: numbers.map((number) => `installation-${number}`) } }, change);
  };

  it('PSH-02 a device that is in both of two channels gets one push', async () => {
    await member([0, 3, 6], { $addToSet: { channels: 'Mets' } });
    await reaches({ channels: ['Giants', 'Mets'] }, devices.numbers());
  });

  it('PSH-03 INS-09 conditions on fields of the app meet with those on channels', async () => {
    await devices.parlance.masterRest('PUT', '/schemas/_Installation', {
      fields: { injuryReports: { type: 'Boolean' }, scores: { type: 'Boolean' } },
    });
    await member([0, 1, 2, 3], { $set: { injuryReports: true } });
    await member([3, 4, 6], { $set: { scores: true } });
    await reaches({ where: { injuryReports: true } }, [0, 1, 2, 3]);
    await reaches({ where: { channels: 'Giants', scores: true } }, [3, 6]);
    await reaches({ where: { $or: [{ scores: true }, { installationId: 'installation-9' }] } }, [3, 4, 6, 9]);
  });

  it('PSH-04 INS-09 the installations of users near a point', async () => {
    const { parlance } = devices;
    const userAt = async (latitude: number): Promise<string> => {
      const place = { __type: 'GeoPoint', latitude, longitude: 8 };
      const { body } = await parlance.rest('POST', '/users', { username: randomUUID(), password: 'p', place });
      return (body as { objectId: string }).objectId;
    };
    const [near, far] = [await userAt(48), await userAt(60)];
    const belongs = (number: number, user: string) =>
      parlance.masterRest('PUT', `/installations/device${String(number).padStart(6, '0')}`, {
        user: { __type: 'Pointer', className: '_User', objectId: user },
      });
    for (const [number, user] of [
      [5, near],
      [6, near],
      [7, far],
    ] as const)
      expect((await belongs(number, user)).status).toBe(200);
    const place = { $nearSphere: { __type: 'GeoPoint', latitude: 48.1, longitude: 8 }, $maxDistanceInKilometers: 50 };
    await reaches({ where: { user: { $inQuery: { className: '_User', where: { place } } } } }, [5, 6]);
  });

  it('PSH-41 the broadcast channel is one to subscribe to', async () => {
    await member([8, 9], { $addToSet: { channels: '' } });
    await reaches({ channels: [''] }, [8, 9]);
    await reaches({ channels: '' }, [8, 9]);
  });

  it('INS-06 what a device subscribes to or leaves counts for the next push', async () => {
    const { parlance } = devices;
    const change = (number: number, channels: object) =>
      parlance.rest('PUT', `/installations/device${String(number).padStart(6, '0')}`, { channels });
    expect((await change(1, { __op: 'AddUnique', objects: ['Fresh'] })).status).toBe(200);
    expect((await change(2, { __op: 'AddUnique', objects: ['Fresh'] })).status).toBe(200);
    await reaches({ channels: ['Fresh'] }, [1, 2]);
    expect((await change(1, { __op: 'Remove', objects: ['Fresh'] })).status).toBe(200);
    await reaches({ channels: ['Fresh'] }, [2]);
  });

  it('PSH-01 INS-04 two installations of one token are one device', async () => {
    await storeDevices(devices.parlance, 1, () => ({
      _id: 'again' as never,
      installationId: 'again',
      deviceToken: token(5),
      channels: ['Twice'],
    }));
    await member([5, 6], { $addToSet: { channels: 'Twice' } });
    const id = await send(devices.parlance, { channels: ['Twice'], data: { alert: 'hi' } });
    expect(await ended(devices.parlance, id)).toMatchObject({ numTargeted: 3, numSent: 2, skippedPerReason: { duplicate: 1 } });
    expect(devices.coverage(id, [5, 6])).toEqual(NOBODY);
  });

  it('I4 work grows with pages, not with devices: pages by their ids, two writes for each, none for a device', async () => {
    const further = 2_000;
    await storeDevices(devices.parlance, further, (number) => ({
      _id: `further${String(number).padStart(6, '0')}` as never,
      installationId: `further-${number}`,
      deviceToken: token(10_000 + number),
    }));
    const database = await devices.parlance.database();
    await database.command({ profile: 2 });
    const id = await send(devices.parlance, { where: {}, data: { alert: 'hi' } });
    expect(await ended(devices.parlance, id)).toMatchObject({ numSent: DEVICES + further });
    await database.command({ profile: 0 });
    const asked = await database
      .collection('system.profile')
      .find({ ns: `${database.databaseName}._Installation` })
      .toArray();
    const pages = Math.ceil((DEVICES + further) / 500);
    const finds = asked.filter(({ op }) => op === 'query');
    expect(finds.length).toBeGreaterThanOrEqual(pages);
    expect(finds.length).toBeLessThanOrEqual(pages + 2);
    for (const { command, docsExamined } of finds) {
      expect(command).not.toHaveProperty('skip');
      expect(docsExamined).toBeLessThanOrEqual(501);
    }
    expect(asked.filter(({ op }) => ['update', 'insert', 'remove'].includes(String(op)))).toEqual([]);
    const partitions = (await devices.parlance.pushDatabase()).collection('partitions');
    const parts = await partitions.find({ push: `test.${id}` }).toArray();
    expect(parts).toMatchObject([{ state: 'done' }]);
    expect(parts[0]?.['seq'] as number).toBeLessThanOrEqual(2 * pages + 3);
    await database.collection('system.profile').drop();
  });
});
