import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSdk, loadSdk } from '../sdk.ts';
import { storedEvents } from './stored-events.ts';

describe.each(MODES)('Parse.Analytics of the JS SDK, services %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    connectSdk(Parse, parlance);
  });
  afterAll(async () => {
    await parlance?.close();
  });

  it('ANA-19 tracks an event with dimensions, its SDK, device and installation', async () => {
    await Parse.Analytics.track('search', { priceRange: '1000-1500', source: 'craigslist', dayType: 'weekday' });
    await expect.poll(async () => (await storedEvents(parlance)).length).toBe(1);
    expect(await storedEvents(parlance)).toMatchObject([
      {
        n: 'search',
        d: [
          ['priceRange', '1000-1500'],
          ['source', 'craigslist'],
          ['dayType', 'weekday'],
        ],
        c: { sdk: 'js', sdkVersion: expect.stringMatching(/^8\./), deviceType: 'web' },
        i: expect.any(String),
      },
    ]);
  });

  it('shows the error of the server for a name that it refuses', async () => {
    await expect(Parse.Analytics.track('x'.repeat(256), {})).rejects.toMatchObject({ code: 160 });
  });
});
