import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleDeployment, type Browser } from './console-deployment.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

describe('files by the console, every service in a process of its own', () => {
  let deployment: ConsoleDeployment;
  let owner: Browser;
  beforeAll(async () => {
    deployment = await ConsoleDeployment.start('split', [{ id: 'alpha', settings: { files: { maxSize: '1mb' } } }, { id: 'beta' }]);
    await deployment.person('owner', { role: 'owner' });
    await deployment.person('viewer', { role: 'viewer' });
    await deployment.person('of-beta', { role: 'owner', apps: ['beta'] });
    owner = await deployment.signedIn('owner');
  });
  afterAll(() => deployment.close());

  const cookieOf = ({ cookie = '' }: Browser) => ({ cookie: `__Host-parlance-console=${cookie}` });
  const upload = async (
    browser: Browser,
    name: string,
    body: Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
    app = 'alpha',
  ) => {
    const response = await fetch(`${deployment.url}/files/${app}/${name}?type=${encodeURIComponent('image/png')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'x-csrf-token': browser.csrf ?? '', ...cookieOf(browser), ...headers },
      body,
    });
    return { status: response.status, body: (await response.json()) as { name: string; code?: number } };
  };
  const look = (browser: Browser, name: string, app = 'alpha') =>
    fetch(`${deployment.url}/files/${app}/${name}`, { headers: cookieOf(browser) });

  it('SEC-08 a file is taken of those who may change data, in their own name, and by a page of the console', async () => {
    const stored = await upload(owner, 'dot.png', PNG);
    expect([stored.status, stored.body.name]).toEqual([201, expect.stringMatching(/_dot\.png$/)]);
    expect((await upload(owner, 'dot.png', PNG, { 'x-csrf-token': 'no' })).status).toBe(403);
    expect((await upload(owner, 'dot.png', PNG, { 'content-type': 'image/png' })).status).toBe(415);
    expect((await upload(owner, 'dot.png', PNG, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await upload(deployment.browser(), 'dot.png', PNG)).status).toBe(401);
    expect((await upload(await deployment.signedIn('viewer'), 'dot.png', PNG)).status).toBe(403);
    expect((await upload(await deployment.signedIn('of-beta'), 'dot.png', PNG)).status).toBe(403);
    const { entries } = (await deployment.admin.ask('audit.query', { app: 'alpha', action: 'data.upload-file' })).body;
    expect(entries).toMatchObject([{ outcome: 'done', author: { name: 'owner' } }]);
  });

  it('the limits of the app hold, whether the length is said or not', async () => {
    const large = new Uint8Array((1 << 20) + 1);
    expect(await upload(owner, 'large.bin', large)).toMatchObject({ status: 413, body: { code: 129 } });
    const parts = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(256 << 10));
      },
    });
    const endless = fetch(`${deployment.url}/files/alpha/endless.bin`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'x-csrf-token': owner.csrf ?? '', ...cookieOf(owner) },
      body: parts,
      duplex: 'half',
    });
    // A browser that goes on sending may hear of the end of the connection before it hears the answer.
    await endless.then(
      ({ status }) => expect(status).toBe(413),
      (error: unknown) => expect(String(error)).toMatch(/fetch failed/),
    );
    expect((await upload(owner, 'small.bin', new Uint8Array(1 << 20))).status).toBe(201);
  });

  it('a file may be larger than any other body', async () => {
    const large = new Uint8Array(9 << 20);
    const { status } = await upload(owner, 'large.bin', large, {}, 'beta');
    expect(status).toBe(201);
  });

  it('SEC-08 a picture is shown to those who may read data, and nothing else is shown', async () => {
    const { name } = (await upload(owner, 'dot.png', PNG)).body;
    const shown = await look(owner, name);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await shown.arrayBuffer()).equals(PNG)).toBe(true);
    expect(shown.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect((await look(deployment.browser(), name)).status).toBe(401);
    expect((await look(await deployment.signedIn('of-beta'), name)).status).toBe(403);
    expect((await look(owner, 'none.png')).status).toBe(404);
    // Text under the name and type of a picture stays a picture that cannot be drawn.
    expect((await look(owner, (await upload(owner, 'text.png', SVG)).body.name)).headers.get('x-content-type-options')).toBe('nosniff');
    for (const disguised of ['picture.svg', 'picture.html']) {
      const file = (await upload(owner, disguised, SVG)).body.name;
      const answer = await look(owner, file);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await answer.text()).not.toContain('script');
    }
  });
});
