import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDeployment, MODES } from './data-service.ts';

const OBJECTS = 24;
const TEXT = 'x'.repeat(1 << 20);

describe.each(MODES)('results beyond one reply of MongoDB, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    for (let n = 0; n < OBJECTS; n++) await deployment.anyone.create('Large', { n, text: TEXT });
  });
  afterAll(() => deployment.close());

  it('QRY-02 a find answers with all of 24 objects of a megabyte each, in order', async () => {
    const { results } = await deployment.anyone.find('Large', { order: '-n', limit: 1_000 });
    expect(results.map(({ n }) => n as number)).toEqual(Array.from({ length: OBJECTS }, (_, at) => OBJECTS - 1 - at));
    expect(results.every(({ text }) => text === TEXT)).toBe(true);
  });
});
