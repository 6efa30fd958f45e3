import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { checkSettings, flag, int, list, loadSettings, oneOf, SettingsError, text, url, variablesOf } from './index.ts';

const TABLE = {
  PORT: int({ default: 1337, min: 0, max: 65_535, meaning: 'Port to listen on.' }),
  HEALTH_PORT: int({ optional: true, min: 0, max: 65_535, meaning: 'Port of the health listener.' }),
  TIMEOUT_MS: int({ default: 500, min: 100, max: 1_000, unit: 'ms', meaning: 'Most time to wait.' }),
  MOUNT: text({ default: '/parse', pattern: /^\//, form: 'a path that starts with /', meaning: 'Path in front of all routes.' }),
  MONGODB_URL: url({ schemes: ['mongodb', 'mongodb+srv'], meaning: 'Database.' }),
  OTLP: url({ schemes: ['http', 'https'], optional: true, meaning: 'Collector.' }),
  DEBUG: flag({ default: false, meaning: 'Says more.' }),
  LEVEL: oneOf(['info', 'warn'], { default: 'info', meaning: 'Log level.' }),
  SERVICES: list({ default: ['a', 'b'], of: ['a', 'b', 'c'], meaning: 'Services to run.' }),
};
const ENOUGH = { MONGODB_URL: 'mongodb://127.0.0.1/' };

describe('loadSettings', () => {
  it('reads defaults, frozen and typed by the table', () => {
    const settings = loadSettings(TABLE, ENOUGH);
    expect(settings).toEqual({
      PORT: 1337,
      HEALTH_PORT: undefined,
      TIMEOUT_MS: 500,
      MOUNT: '/parse',
      MONGODB_URL: 'mongodb://127.0.0.1/',
      OTLP: undefined,
      DEBUG: false,
      LEVEL: 'info',
      SERVICES: ['a', 'b'],
    });
    expect(Object.isFrozen(settings)).toBe(true);
    expectTypeOf(settings.PORT).toEqualTypeOf<number>();
    expectTypeOf(settings.HEALTH_PORT).toEqualTypeOf<number | undefined>();
    expectTypeOf(settings.MONGODB_URL).toEqualTypeOf<string>();
    expectTypeOf(settings.LEVEL).toEqualTypeOf<'info' | 'warn'>();
  });

  it('reads what the environment says', () => {
    const env = { ...ENOUGH, PORT: '0', HEALTH_PORT: '9000', DEBUG: 'True', LEVEL: 'warn', SERVICES: 'c, a', OTLP: 'http://otel:4318' };
    expect(loadSettings(TABLE, env)).toMatchObject({
      PORT: 0,
      HEALTH_PORT: 9000,
      DEBUG: true,
      LEVEL: 'warn',
      SERVICES: ['c', 'a'],
      OTLP: 'http://otel:4318',
    });
  });

  it('accepts addresses of several hosts, which the URL parser would refuse', () => {
    const address = 'mongodb://user:secret@a:27017,b:27018/?replicaSet=rs0';
    expect(loadSettings(TABLE, { MONGODB_URL: address }).MONGODB_URL).toBe(address);
  });

  it('takes a variable set to nothing for unset', () => {
    expect(loadSettings(TABLE, { ...ENOUGH, PORT: '' }).PORT).toBe(1337);
  });

  it('reports all bad variables together, each with what would be right', () => {
    const env = { PORT: '65536', TIMEOUT_MS: '1e3', MOUNT: 'parse', OTLP: 'http://', DEBUG: 'maybe', LEVEL: 'loud', SERVICES: 'a,d' };
    const problems = problemsOf(env);
    expect(problems.message.split('\n')).toEqual([
      'Settings of this process are wrong:',
      '  PORT must be a whole number from 0 to 65535',
      '  TIMEOUT_MS must be a whole number of ms from 100 to 1000',
      '  MOUNT must be a path that starts with /',
      '  MONGODB_URL is not set; it must be an address such as mongodb://… or mongodb+srv://…',
      '  OTLP must be an address such as http://… or https://…',
      '  DEBUG must be true or false',
      '  LEVEL must be one of info, warn',
      '  SERVICES must be words separated by commas, each one of a, b, c',
    ]);
  });

  it('never repeats a value, which may be a secret', () => {
    const problems = problemsOf({ MONGODB_URL: 'hunter2', PORT: 'hunter2' });
    expect(JSON.stringify([problems.message, problems.problems])).not.toContain('hunter2');
  });

  it.each(['1.5', '0x10', ' 1', '1 ', 'Infinity', '99999999999999999', 'constructor'])('refuses %j as a whole number', (value) => {
    expect(problemsOf({ ...ENOUGH, PORT: value }).problems).toMatchObject([{ name: 'PORT', problem: 'bad' }]);
  });

  it('refuses as a flag what every object inherits', () => {
    expect(problemsOf({ ...ENOUGH, DEBUG: 'constructor' }).problems).toMatchObject([{ name: 'DEBUG' }]);
  });
});

describe('a variable with a secret', () => {
  const SECRETS = {
    MONGODB_URL: url({ secret: true, schemes: ['mongodb'], meaning: 'Database.' }),
    PASSWORD: text({ secret: true, optional: true, meaning: 'Password.' }),
    NAME: text({ optional: true, meaning: 'No secret.' }),
  };
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'settings-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (content: string): string => {
    const path = join(folder, 'value');
    writeFileSync(path, content);
    return path;
  };

  it.each([
    ['mongodb://a/\n', 'mongodb://a/'],
    ['mongodb://a/\r\n', 'mongodb://a/'],
    ['mongodb://a/', 'mongodb://a/'],
  ])('may be in a file, whose last line end is cut: %j', (content, value) => {
    expect(loadSettings(SECRETS, { MONGODB_URL_FILE: file(content) }).MONGODB_URL).toBe(value);
  });

  it('keeps every line end but the last', () => {
    expect(loadSettings(SECRETS, { ...ENOUGH, PASSWORD_FILE: file('\n a\nb \n\n') }).PASSWORD).toBe('\n a\nb \n');
  });

  it('takes a file variable that is set to nothing for unset', () => {
    expect(loadSettings(SECRETS, { ...ENOUGH, MONGODB_URL_FILE: '', PASSWORD_FILE: '' })).toEqual({
      MONGODB_URL: ENOUGH.MONGODB_URL,
      PASSWORD: undefined,
      NAME: undefined,
    });
  });

  it.each<[string, () => Record<string, string>, string]>([
    [
      'both ways',
      () => ({ ...ENOUGH, MONGODB_URL_FILE: file('mongodb://b/') }),
      'MONGODB_URL and MONGODB_URL_FILE are both set; unset one of them',
    ],
    [
      'a file that is not there',
      () => ({ MONGODB_URL_FILE: '/nowhere/hunter2' }),
      'MONGODB_URL_FILE names a file that cannot be read (ENOENT); it must be the path of a file with the value of MONGODB_URL',
    ],
    [
      'a folder',
      () => ({ MONGODB_URL_FILE: folder }),
      'MONGODB_URL_FILE names a file that cannot be read (EISDIR); it must be the path of a file with the value of MONGODB_URL',
    ],
    [
      'a bad value',
      () => ({ MONGODB_URL_FILE: file('hunter2') }),
      'MONGODB_URL_FILE must be a file whose content is an address such as mongodb://…',
    ],
    ['an empty file', () => ({ ...ENOUGH, PASSWORD_FILE: file('\n') }), 'PASSWORD_FILE must be a file whose content is a string'],
  ])('is refused with a plain message and without its value: %s', (_title, env, message) => {
    expect(() => loadSettings(SECRETS, env())).toThrow(SettingsError);
    const said = checkSettings(SECRETS, env());
    expect(new SettingsError(said).message).toBe(`Settings of this process are wrong:\n  ${message}`);
    expect(JSON.stringify(said)).not.toContain('hunter2');
  });

  it('alone has a file: others are read from their variable only', () => {
    expect(loadSettings(SECRETS, { ...ENOUGH, NAME_FILE: file('x') }).NAME).toBeUndefined();
    expect(variablesOf(SECRETS)).toEqual(['MONGODB_URL', 'MONGODB_URL_FILE', 'PASSWORD', 'PASSWORD_FILE', 'NAME']);
  });
});

function problemsOf(env: Record<string, string>): SettingsError {
  try {
    loadSettings(TABLE, env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('The settings were accepted.');
}
