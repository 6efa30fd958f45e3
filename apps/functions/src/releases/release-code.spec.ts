import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { defaultSettingsFor } from '@parlance/app-settings';
import type { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { createLogger } from '@parlance/telemetry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodeCopies } from '../loading/code-copies.ts';
import { pack, type BundleFiles } from './bundle.ts';
import { ReleaseCode } from './release-code.ts';

const filesOf = (text: string): BundleFiles => new Map([['main.js', Buffer.from(text)]]);
const appWith = (id: string): config.AppForFunctions => ({
  ...{ id, name: id, enabled: true, version: 1 },
  settings: defaultSettingsFor('functions'),
});

describe('the releases of a process on its disk', () => {
  const copies: CodeCopies[] = [];
  const bundles = new Map<string, Uint8Array>();
  let fetched: string[];
  let isAway: boolean;
  beforeEach(() => {
    fetched = [];
    isAway = false;
    bundles.clear();
  });
  afterEach(async () => {
    for (const opened of copies.splice(0)) await opened.close();
  });

  const put = async (text: string) => {
    const { release, packed } = await pack(filesOf(text));
    bundles.set(release, packed);
    return release;
  };
  const open = () => {
    const opened = new CodeCopies();
    copies.push(opened);
    const fetch = async (app: string, release: string) => {
      fetched.push(`${app} ${release}`);
      const bytes = isAway ? undefined : bundles.get(release);
      if (bytes === undefined) throw new ParseError('ServiceUnavailable', 'away');
      return bytes;
    };
    const logger = createLogger({ service: 'test', level: 'silent' });
    return new ReleaseCode({ copies: opened, fetch, settingsOf: () => ({}), logger });
  };

  it('are fetched once for each app, however many ask for them, and are known without a promise then', async () => {
    const release = await put('1;');
    const code = open();
    const app = appWith('one');
    const asked = await Promise.all([1, 2, 3].map(async () => code.of(app, release)));
    expect([new Set(asked.map(({ entry }) => entry)).size, fetched]).toEqual([1, [`one ${release}`]]);
    expect(await readFile(asked[0]!.entry, 'utf8')).toBe('1;');
    expect(code.of(app, release)).toMatchObject({ version: release });
    await code.of(appWith('two'), release);
    expect(fetched).toHaveLength(2);
  });

  it('CLD-30 the release before serves while another cannot be fetched', async () => {
    const [first, second] = [await put('1;'), await put('2;')];
    const code = open();
    const app = appWith('one');
    await code.of(app, first);
    isAway = true;
    expect(await code.of(app, second)).toMatchObject({ version: first });
    expect(await code.of(app, second)).toMatchObject({ version: first });
    expect(fetched).toHaveLength(2); // it is not asked for with every call
  });

  it('cannot be had without one before: the call is refused as not begun, and the next asks again', async () => {
    const release = await put('1;');
    const code = open();
    isAway = true;
    await expect(code.of(appWith('one'), release)).rejects.toThrow(expect.objectContaining({ kind: 'ServiceUnavailable' }));
    isAway = false;
    expect(await code.of(appWith('one'), release)).toMatchObject({ version: release });
  });

  it('SEC are refused when their bytes are others than their name says', async () => {
    const release = await put('1;');
    bundles.set(release, (await pack(filesOf('stolen();'))).packed);
    await expect(open().of(appWith('one'), release)).rejects.toThrow(expect.objectContaining({ code: 141 }));
  });

  it('go from the disk, but for the last few and the one in force', async () => {
    const code = open();
    const app = appWith('one');
    const inForce = await code.of(app, await put('0;'));
    const later = [];
    for (const text of ['1;', '2;', '3;', '4;', '5;']) later.push(await code.keep(app, await put(text), filesOf(text)));
    const isThere = [inForce, ...later].map(({ entry }) => existsSync(dirname(entry)));
    expect(isThere).toEqual([true, false, true, true, true, true]);
    await code.drop('one', inForce.version);
    await code.drop('one', later[4]!.version);
    expect([inForce, later[4]!].map(({ entry }) => existsSync(dirname(entry)))).toEqual([true, false]);
  });
});
