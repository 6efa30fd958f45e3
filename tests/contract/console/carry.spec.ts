import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { ConsoleDeployment, type Browser } from './console-deployment.ts';

const FILE = '[{"n":1},{"n":2}]';

describe('files of transfers by the console', () => {
  let deployment: ConsoleDeployment;
  let owner: Browser;
  beforeAll(async () => {
    const port = await anyFreePort();
    const env = {
      PARLANCE_PORT: String(port),
      PARLANCE_CONSOLE_GATEWAY_URL: `http://127.0.0.1:${port}/parse`,
      PARLANCE_JOBS_TICK_MS: '20',
    };
    deployment = await ConsoleDeployment.start('fused', [{ id: 'alpha' }], {}, env);
    await deployment.person('owner', { role: 'owner' });
    owner = await deployment.signedIn('owner');
  });
  afterAll(() => deployment?.close());

  const headersOf = ({ cookie, csrf }: Browser): Record<string, string> => ({
    'content-type': 'application/octet-stream',
    ...(cookie === undefined ? {} : { cookie: `__Host-parlance-console=${cookie}` }),
    ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
  });
  const put = (path: string, headers: Record<string, string>, body: RequestInit['body'] = FILE) =>
    fetch(`${deployment.url}/carry${path}`, { method: 'PUT', headers, body, duplex: 'half' });
  const begin = async (): Promise<{ transfer: { id: string }; upload: { path: string } }> =>
    (await owner.call('transfers.import', { app: 'alpha', className: 'Game' })).body;
  const stateOf = async (id: string) => (await owner.call('transfers.get', { app: 'alpha', id })).body.state as string;

  it('tells whether the console can carry files', async () => {
    expect((await owner.send('GET', '/session')).body).toMatchObject({ parse: null, carries: true });
  });

  it('SEC-08 nothing is carried for strangers, for other sites, nor without a ticket', async () => {
    const { transfer, upload } = await begin();
    const headers = headersOf(owner);
    expect((await put(upload.path, headersOf(deployment.browser()))).status).toBe(401);
    expect((await put(upload.path, { ...headers, 'x-csrf-token': 'other' })).status).toBe(403);
    expect((await put(upload.path, { ...headers, origin: 'https://evil.example' })).status).toBe(403);
    expect((await put(upload.path, { ...headers, 'content-type': 'text/plain' })).status).toBe(415);
    expect((await put(upload.path.replace(/ticket=.*/, 'ticket=x'), headers)).status).toBe(404);
    expect((await put(upload.path.replace('/alpha/', '/%2e%2e/'), headers)).status).toBe(404);
    expect((await owner.send('GET', `/carry/exports/alpha/${transfer.id}/file?ticket=x`)).status).toBe(404);
    expect((await deployment.browser().send('GET', `/carry/exports/alpha/${transfer.id}/file?ticket=x`)).status).toBe(401);
    expect(await stateOf(transfer.id)).toBe('waiting');
  });

  it('IMP-01 a file goes in as it comes, with its length and without, and out again', async () => {
    const known = await begin();
    expect((await put(known.upload.path, headersOf(owner))).status).toBe(201);
    const streamed = await begin();
    const parts = new Blob(['[{"n":3}', ']']).stream();
    expect((await put(streamed.upload.path, headersOf(owner), parts)).status).toBe(201);
    await expect.poll(() => stateOf(streamed.transfer.id)).toBe('done');
    const { id } = (await owner.call('transfers.export', { app: 'alpha', className: 'Game' })).body;
    await expect.poll(() => stateOf(id)).toBe('done');
    const { path } = (await owner.call('transfers.download', { app: 'alpha', id })).body;
    const { status, body, headers } = await owner.send('GET', `/carry${path}`);
    expect([status, headers.get('content-disposition')]).toEqual([200, 'attachment; filename="Game.json"']);
    expect(body.results.map(({ n }: { n: number }) => n).sort()).toEqual([1, 2, 3]);
    expect((await owner.send('GET', `/carry${path}`)).status).toBe(404);
  });
});
