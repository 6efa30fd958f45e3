import { MODES } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkOf } from '../sdk.ts';
import { ended, expectAccounted, startPushDeployment, storeDevices, token, type PushDeployment } from './push-deployment.ts';

const DEVICES = 250;

describe.each(MODES)('a push by the JS SDK to Apple devices, %s', (mode) => {
  let deployment: PushDeployment;
  beforeAll(async () => {
    deployment = await startPushDeployment(mode);
    await storeDevices(deployment.parlance, DEVICES, (number) => ({ channels: number % 2 === 0 ? ['Giants'] : ['Mets'], badge: number }));
  });
  afterAll(() => deployment?.close());

  it('PSH-01 PSH-28 I1 reaches exactly the subscribers of a channel, and its status tells so', async () => {
    const { parlance, simulators } = deployment;
    const Parse = sdkOf(parlance, { masterKey: true });
    const id = await Parse.Push.send({ channels: ['Giants'], data: { alert: 'The Giants won.', game: 7 } }, { useMasterKey: true });
    const status = await ended(parlance, id);
    expectAccounted(status);
    expect(status).toMatchObject({
      status: 'succeeded',
      numTargeted: DEVICES / 2,
      numSent: DEVICES / 2,
      numFailed: 0,
      sentPerType: { ios: DEVICES / 2 },
      source: 'rest',
      query: '{"channels":{"$in":["Giants"]}}',
    });
    expect(status).not.toHaveProperty('count');
    const subscribers = Array.from({ length: DEVICES / 2 }, (_, number) => token(number * 2));
    expect(simulators.apns.journal.coverage(id, subscribers)).toEqual({ missing: [], repeated: [], strangers: 0 });
  });
});
