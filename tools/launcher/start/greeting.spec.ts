import { describe, expect, it } from 'vitest';
import { demoApps } from './demo-apps.ts';
import { curlLine, declaredApps, greetingText, type Greeting } from './greeting.ts';

const APPS = demoApps({ keyOf: () => 'random' }).apps;
const GREETING: Greeting = {
  url: 'http://127.0.0.1:1337/parse',
  apps: APPS,
  appsFile: '.data/apps.json',
  demo: true,
  dataFolder: '.data/',
  logFolder: '.data/logs/',
  adminToken: '.data/admin.token',
  devicesUrl: undefined,
  console: undefined,
  startedIn: '2.1 s',
};

describe('the demo app', () => {
  it('has a key of its own for each kind', () => {
    const keys = Object.values(demoApps().apps[0]?.keys ?? {});
    expect(new Set(keys).size).toBe(7);
    expect(keys.every((key) => /^[A-Za-z0-9_-]{32}$/.test(key))).toBe(true);
  });

  it('is greeted with its id, its keys and a line that creates an object', () => {
    const text = greetingText(GREETING);
    expect(text).toContain('App id    demo');
    expect(text).toMatch(/^Code {6}\/.*\.data\/cloud\/main\.js \(save it, and the next call runs it\)$/m);
    expect(text).toMatch(/master +random/);
    expect(text).toContain(
      `curl -H "X-Parse-Application-Id: demo" -H "X-Parse-REST-API-Key: random" -H "Content-Type: application/json" ` +
        `-d '{"playerName":"Ada","score":1337}' http://127.0.0.1:1337/parse/classes/GameScore`,
    );
  });
});

it("names the file of the administrator's token, unless the environment brings one", () => {
  expect(greetingText(GREETING)).toMatch(/^Admin {5}npx parlance apps list \(docs\/cli\.md\); \.data\/admin\.token holds the token/m);
  expect(greetingText({ ...GREETING, adminToken: undefined })).not.toContain('Admin');
});

it('tells where simulated devices show their pushes, if there are any', () => {
  expect(greetingText(GREETING)).not.toContain('Pushes');
  expect(greetingText({ ...GREETING, devicesUrl: 'http://127.0.0.1:1338/' })).toContain('Pushes    http://127.0.0.1:1338/ shows them');
});

describe('apps from a file of the user', () => {
  const greetingOf = (keys: Record<string, unknown>) => ({
    ...GREETING,
    demo: false,
    appsFile: '/etc/apps.yaml',
    apps: [{ id: 'shop', keys }],
  });

  it('keep their keys to themselves', () => {
    expect(greetingText(greetingOf({ master: 'secret', rest: 'known' }))).not.toContain('secret');
  });

  it.each([
    [{ rest: 'abc' }, ' -H "X-Parse-REST-API-Key: abc"'],
    [{ rest: ['new', 'old'] }, ' -H "X-Parse-REST-API-Key: new"'],
    [{ rest: 'a"b$c' }, ' -H "X-Parse-REST-API-Key: a\\"b\\$c"'],
    [{ javascript: { env: 'JS_KEY' } }, ' -H "X-Parse-Javascript-Key: ${JS_KEY}"'],
    [{ client: { file: 'client.key' } }, ` -H "X-Parse-Client-Key: $(cat '/etc/client.key')"`],
    [{ master: 'secret' }, ''],
  ])('are read with %j', (keys, header) => {
    const line = `curl -H "X-Parse-Application-Id: shop"${header} http://127.0.0.1:1337/parse/classes/GameScore`;
    expect(curlLine(greetingOf(keys))).toBe(line);
  });

  it('may be JSON or YAML, or unreadable', () => {
    expect(declaredApps('{"apps":[{"id":"a"}]}')).toEqual([{ id: 'a' }]);
    expect(declaredApps('apps:\n  - id: a\n  - name: no id\n')).toEqual([{ id: 'a' }]);
    expect(declaredApps('apps: [')).toEqual([]);
    expect(declaredApps('')).toEqual([]);
    expect(curlLine({ ...GREETING, apps: [] })).toBeUndefined();
  });
});

it('shows the console, and the link of the first run where nobody can sign in yet', () => {
  const url = 'http://127.0.0.1:4040';
  expect(greetingText(GREETING)).not.toContain('Console');
  expect(greetingText({ ...GREETING, console: { url, firstRunUrl: undefined } })).toContain('Console   http://127.0.0.1:4040\n');
  const text = greetingText({ ...GREETING, console: { url, firstRunUrl: `${url}/first-run#abc` } });
  expect(text).toContain('Console   http://127.0.0.1:4040/first-run#abc\n');
});
