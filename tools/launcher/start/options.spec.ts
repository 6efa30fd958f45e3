import { mkdirSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LaunchError } from '../launch-error.ts';
import { readOptions } from './options.ts';

const folder = mkdtempSync(join(tmpdir(), 'options-'));
writeFileSync(join(folder, 'apps.json'), '{"apps":[]}');
afterAll(() => rmSync(folder, { recursive: true }));

describe('readOptions', () => {
  it('serves http://127.0.0.1:1337/parse from one process unless told otherwise', () => {
    expect(readOptions([], {}, folder)).toEqual({
      host: '127.0.0.1',
      port: 1337,
      mount: '/parse',
      split: false,
      appsFile: undefined,
      cloud: undefined,
      help: false,
    });
  });

  it('prefers the command line to the environment', () => {
    const environment = { PARLANCE_PORT: '4000', PARLANCE_HOST: '0.0.0.0', PARLANCE_MOUNT: '/1' };
    expect(readOptions([], environment, folder)).toMatchObject({ port: 4000, host: '0.0.0.0', mount: '/1' });
    expect(readOptions(['--port', '4001', '--split'], environment, folder)).toMatchObject({ port: 4001, split: true });
  });

  it('finds the apps file from where the user stands', () => {
    const appsFile = join(folder, 'apps.json');
    expect(readOptions(['--apps', 'apps.json'], {}, folder).appsFile).toBe(appsFile);
    expect(readOptions([], { PARLANCE_APPS_FILE: 'apps.json' }, folder).appsFile).toBe(appsFile);
  });

  it('takes Cloud Code for the demo app, from where the user stands', () => {
    mkdirSync(join(folder, 'cloud'));
    expect(readOptions(['--cloud', 'cloud'], {}, folder).cloud).toBe(join(folder, 'cloud'));
    expect(() => readOptions(['--cloud', 'cloud', '--apps', 'apps.json'], {}, folder)).toThrow(/state "cloud" in the app/);
  });

  it.each([
    [['--cloud', 'missing'], /no Cloud Code at .*missing/],
    [['--port', '0'], /"0" is not a port/],
    [['--port', '65536'], /not a port/],
    [['--port', 'http'], /"http" is not a port/],
    [['--apps', 'missing.json'], /missing\.json does not exist/],
    [['--sharded'], /--sharded.*npm start -- --port/s],
    [['now'], /now/],
  ])('says what is wrong with %j', (words, message) => {
    const read = () => readOptions(words, {}, folder);
    expect(read).toThrow(LaunchError);
    expect(read).toThrow(message);
  });
});
