import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { here } from './here.ts';
import { failure, sdkOf, type ParseSdk } from '../sdk.ts';

describe.each(MODES)('Parse.File of the unmodified JS SDK, %s', (mode) => {
  let parlance: Parlance;
  let Parse: ParseSdk;
  beforeAll(async () => {
    const settings = { allowClientClassCreation: true, fileUpload: { enableForPublic: true } };
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings }] });
    Parse = sdkOf(parlance, { masterKey: true });
  });
  afterAll(() => parlance.close());

  const bytesOf = async (url: string | undefined) => Buffer.from(await (await fetch(url ?? '')).arrayBuffer());
  const bytes = randomBytes(50_000);

  it('FIL-15 saves base64, bytes, buffers and streams, which are one and the same', async () => {
    const sources = [{ base64: bytes.toString('base64') }, [...bytes], bytes, Readable.from([bytes])];
    for (const [at, source] of sources.entries()) {
      const file = await new Parse.File(`source-${at}.bin`, source as never).save();
      expect(file?.name()).toMatch(new RegExp(`^[0-9a-f]{32}_source-${at}\\.bin$`));
      expect((await bytesOf(file?.url())).equals(bytes), `${at}`).toBe(true);
    }
  });

  it('saves from an address, and tells its progress', async () => {
    const first = await new Parse.File('first.bin', { base64: bytes.toString('base64') }).save();
    const progress: (number | null)[] = [];
    const second = await new Parse.File('second.bin', { uri: first?.url() ?? '' }).save({
      progress: (value: number | null) => progress.push(value),
    });
    expect(progress.at(-1)).toBe(1);
    expect(second?.url()).not.toBe(first?.url());
    expect((await bytesOf(second?.url())).equals(bytes)).toBe(true);
  });

  it('keeps metadata and tags, of base64 and of streams', async () => {
    for (const source of [{ base64: 'aGVsbG8=' }, Readable.from([Buffer.from('hello')])]) {
      const file = new Parse.File('hello.txt', source as never, 'text/plain');
      file.addMetadata('by', 'me');
      file.addTag('of', 'Ulm');
      await file.save();
      const { body } = await parlance.rest('GET', `/files/test/metadata/${file.name()}`);
      expect(body).toEqual({ metadata: { by: 'me' }, tags: { of: 'Ulm' } });
    }
  });

  it('FIL-28 FIL-36 is cancelled in the middle of an upload, which leaves nothing', async () => {
    const chunks = (await parlance.database()).collection('fs.chunks');
    const before = await chunks.countDocuments();
    const file = new Parse.File('cancelled.bin', Readable.from(slowly(200)) as never);
    const saving = Promise.resolve(file.save()).catch(() => undefined);
    await expect.poll(() => chunks.countDocuments()).toBeGreaterThan(before); // the server reads while the client sends
    file.cancel();
    await saving;
    expect(file.url()).toBeUndefined();
    await expect.poll(() => chunks.countDocuments()).toBe(before);
    expect(await (await parlance.database()).collection('fs.files').findOne({ filename: /cancelled/ })).toBeNull();
  });

  it('FIL-05 reads a file from an object, and destroys it with the master key', async () => {
    const file = await new Parse.File('photo.png', { base64: bytes.toString('base64') }).save();
    const saved = await new Parse.Object('Photo', { file, all: [file] }).save();
    const found = await new Parse.Query('Photo').get(saved.id ?? '');
    const read = found.get('file') as InstanceType<ParseSdk['File']>;
    expect([read.name(), here(parlance, read.url())]).toEqual([file?.name(), file?.url()]);
    expect(here(parlance, (found.get('all') as InstanceType<ParseSdk['File']>[])[0]?.url())).toBe(file?.url());
    expect(await failure(Promise.resolve(file?.destroy({ useMasterKey: false })))).not.toBe('no error');
    await file?.destroy({ useMasterKey: true });
    expect((await fetch(file?.url() ?? '')).status).toBe(404);
  });

  it('is told why a file is refused', async () => {
    expect(await failure(Promise.resolve(new Parse.File('page.html', { base64: 'aGVsbG8=' }, 'text/html').save()))).toBe(130);
    expect(await failure(Promise.resolve(new Parse.File('a/b.txt', { base64: 'aGVsbG8=' }).save()))).not.toBe('no error');
  });
});

/** Parts of 300 KB, for as long as somebody takes them. */
async function* slowly(parts: number): AsyncGenerator<Buffer> {
  for (let part = 0; part < parts; part++) {
    yield randomBytes(300_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
