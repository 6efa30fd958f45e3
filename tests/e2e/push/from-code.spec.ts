import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPushDeployment, type PushDeployment } from './push-deployment.ts';

const CODE = `
Parse.Cloud.define('ready', () => true);
Parse.Cloud.define('tell', ({ params }) =>
  Parse.Push.send({ where: { objectId: 'nobody' }, data: { alert: params.text } }, { useMasterKey: true }));
`;

describe('pushes of Cloud Code', () => {
  let deployment: PushDeployment;
  let parlance: Parlance;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cloud-push-'));
    await chmod(folder, 0o755); // processes of code have users of their own
    await writeFile(join(folder, 'main.js'), CODE);
    deployment = await startPushDeployment('fused', { apps: [{ id: 'test', cloud: folder }] });
    parlance = deployment.parlance;
    await vi.waitFor(async () => expect((await parlance.rest('POST', '/functions/ready', {})).body).toEqual({ result: true }), 30_000);
  });
  afterAll(async () => {
    await deployment?.close();
    await rm(folder, { recursive: true });
  });

  it('CLD-34 PSH-39 a function sends with the rights of the master, while clients may not send', async () => {
    const own = await parlance.rest('POST', '/push', { where: { objectId: 'nobody' }, data: { alert: 'mine' } }, { key: 'client' });
    expect([own.status, own.body.code]).toEqual([400, 115]);
    const { status, body } = await parlance.rest('POST', '/functions/tell', { text: 'from code' });
    expect([status, body]).toEqual([200, { result: expect.any(String) as string }]);
    const { body: listed } = await parlance.masterRest('GET', '/push');
    expect(listed.results[0]).toMatchObject({ objectId: body.result });
  });
});
