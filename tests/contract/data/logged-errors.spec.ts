import { Logger as NestSource } from '@nestjs/common';
import { createLogger, NestLogger } from '@parlance/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDeployment, MODES } from './data-service.ts';

const SECRET = 'hunter2-of-ada';

describe.each(MODES)('errors of MongoDB that nobody expected, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const destination = { write: (line: string) => void deployment.logs.push(line) };
    NestSource.overrideLogger(new NestLogger(createLogger({ service: 'bus', level: 'trace', destination })));
  });
  afterAll(async () => {
    NestSource.overrideLogger(false);
    await deployment.close();
  });

  it('SEC-42 say in the log what failed, and neither there nor in the answer whose data it was', async () => {
    const { anyone } = deployment;
    await anyone.create('Diary', { title: 'first' });
    // MongoDB refuses a list that such an index cannot tell apart, with a code of its own and the list in its text.
    await (await deployment.collection('Diary')).createIndex({ 'list.0': 1 });
    const bad = { title: 'x', secret: SECRET, list: [{ 0: SECRET }] };
    const { objectId } = await anyone.create('Diary', { title: 'second' });

    const told = await Promise.allSettled([
      anyone.create('Diary', bad),
      anyone.update('Diary', objectId as string, bad),
      anyone.transaction([{ kind: 'create', className: 'Diary', body: bad }]),
      anyone.createMany('Diary', [bad, { title: 'third' }, bad]),
    ]);
    const answers = told.map((outcome) => (outcome.status === 'fulfilled' ? JSON.stringify(outcome.value) : String(outcome.reason)));
    expect(answers.join()).not.toContain(SECRET);
    expect(answers.slice(0, 3)).toEqual(Array(3).fill(expect.stringMatching(/^ParseError/)));
    expect(deployment.logs.join('')).not.toContain(SECRET);
    expect(deployment.logs.join('')).toMatch(/"code":16746/);
    expect(deployment.logs.join('')).toMatch(/"operation":"\w+","collection":"Diary"/);
  });
});
