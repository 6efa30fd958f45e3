import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ADMIN_OPERATIONS, AREAS } from '@parlance/admin-operations';
import { startMailbox, type Mailbox, type Parlance } from '@parlance/testing';
import { transpileModule } from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeProcess } from '../../contract/functions/code-process.ts';
import { signUp } from '../accounts.ts';
import { startPushDeployment, type PushDeployment } from '../push/push-deployment.ts';
import { typeIntoShell, type CurlAnswer } from './shell.ts';
import { ROOT, snippets, type Snippet } from './snippets.ts';

const run = promisify(execFile);
const TOUR_URL = 'http://127.0.0.1:1337/parse';
const ADDRESS = 'reader@example.com';

const CLOUD_CODE = 'Parse.Cloud.';

/** How a snippet is tried: every one has a way, so that one that is added to a page has to be given one here. */
const WAYS: Readonly<Record<string, (snippet: Snippet) => string>> = {
  sh: ({ text }) => shellWay(text),
  js: ({ text }) => jsWay(text),
  json: ({ text }) => jsonWay(text),
  ts: ({ text }) => (text.includes(CLOUD_CODE) ? 'Cloud Code' : 'code of the repository'),
  '': () => 'a drawing',
};
const shellWay = (text: string): string => {
  if (/^curl /m.test(text)) return 'sent to a deployment';
  if (/^(?:docker|helm) /m.test(text)) return 'commands for containers';
  return /^(?:(?:npx |alias )?parlance\b|nats |grpcurl )/m.test(text) ? 'commands of administration' : 'commands that start servers';
};
const jsWay = (text: string): string => {
  if (text.includes(CLOUD_CODE)) return 'Cloud Code';
  return text.includes('location.search') ? 'a page in a browser' : 'a program';
};
const jsonWay = (text: string): string => {
  if (text.includes('"results"')) return 'an answer about credentials';
  return text.includes('"variants"') ? 'a draft of an experiment' : 'settings of an app';
};
const wayOf = (snippet: Snippet): string => WAYS[snippet.language]?.(snippet) ?? `unknown: ${snippet.language}`;

/** Runs a program where the packages of the repository are found. @returns its output */
const runModule = async (program: string): Promise<string> =>
  (await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: ROOT, timeout: 30_000 })).stdout;
const tried = (way: string): readonly Snippet[] => snippets().filter((snippet) => wayOf(snippet) === way);

describe('the snippets of README.md and docs/', () => {
  let mailbox: Mailbox;
  let deployment: PushDeployment;
  let parlance: Parlance;
  beforeAll(async () => {
    mailbox = await startMailbox();
    deployment = await startPushDeployment('fused', {
      env: { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: 'app@parlance.example' },
    });
    parlance = deployment.parlance;
  });
  afterAll(async () => {
    await deployment?.close();
    await mailbox?.close();
  });

  it('are of kinds that are tried below, and of each kind there are some', () => {
    const ways = snippets().map(wayOf);
    expect(ways.filter((way) => way.startsWith('unknown'))).toEqual([]);
    expect([...new Set(ways)]).toHaveLength(12);
  });

  /** Puts the app, and the values of earlier answers, in the place of the words in capitals, as the page says beside them. */
  function fill(line: string, answers: readonly CurlAnswer[]): string {
    const { id, keys } = parlance.app();
    const session = answers.find(({ body }) => body['sessionToken'] !== undefined)?.body;
    const words: Readonly<Record<string, unknown>> = {
      APP: id,
      REST: keys.rest,
      MASTER: keys.master,
      JAVASCRIPT_KEY: keys.javascript,
      ID: answers[0]?.body['objectId'] ?? answers[0]?.body['id'],
      TOKEN: session?.['sessionToken'],
      USER: session?.['objectId'],
      NAME: answers.find(({ line }) => line.includes('/files/'))?.body['name'],
    };
    const filled = line.replaceAll(/(?<![\w-])(?:APP|REST|MASTER|JAVASCRIPT_KEY|ID|TOKEN|USER|NAME)(?!\w)/g, (word) => {
      const value = words[word];
      if (typeof value !== 'string') throw new Error(`No earlier answer brings the ${word} of: ${line}`);
      return value;
    });
    return filled.replaceAll(TOUR_URL, parlance.url);
  }

  it.each(tried('sent to a deployment'))('$place is answered as it is told', async ({ text }) => {
    const answers = await typeIntoShell(text, fill);
    expect(answers.length).toBeGreaterThan(0);
    const refused = answers.filter(({ status }) => status < 200 || status > 299);
    expect(refused).toEqual([]);
  });

  it('README.md: each request of the tour does as its comment says', async () => {
    const [tour = ''] = tried('sent to a deployment').map(({ text }) => text);
    const answers = await typeIntoShell(tour.replaceAll('Game', 'Told').replaceAll('"ada"', '"told"'), fill);
    const after = (part: string) => answers.find(({ line }) => line.includes(part))?.body;
    expect(after('order=-score')).toMatchObject({ count: 1, results: [{ player: 'Ada', score: 10 }] });
    expect(after('Increment')).toMatchObject({ score: 15, tags: ['new', 'won'] });
    const hidden = after('"secret"')?.['objectId'] as string;
    expect((await parlance.rest('GET', `/classes/Note/${hidden}`)).body.code).toBe(101);
    expect(after('byScore')).toMatchObject({ fields: { level: { defaultValue: 1 } }, indexes: { byScore: { score: -1 } } });
    expect(after('byScore')?.['fields']).not.toHaveProperty('tags');
    expect(after('/users/me')).toMatchObject({ username: 'told' });
    const [letter] = answers
      .filter(({ line }) => line.endsWith('/classes/Letter'))
      .map(({ body }) => body['results'] as { text: { url: string } }[]);
    expect(await (await fetch(letter?.[0]?.text.url ?? '')).text()).toBe('Hello');
    expect(answers.findLast(({ line }) => line.endsWith('/config'))?.body).toMatchObject({ params: { welcome: 'Hello' } });
    const { journal } = deployment.simulators.fcm;
    await expect.poll(() => journal.recent().map(({ token }) => token)).toContain('phone-of-ada:a-simulated-token');
    expect(after('explain-access')).toMatchObject({ allowed: true });
    expect(after('maxLimit')).toMatchObject({ maxLimit: 1000 });
  });

  it.each(tried('a program'))('$place runs with the SDK that is installed', async ({ text }) => {
    const program = text
      .split('\n')
      .map((line) => fill(line, []))
      .join('\n');
    expect(await runModule(program)).toContain("className: 'Game'");
  });

  it.each(tried('settings of an app'))('$place is taken by PATCH /settings', async ({ text }) => {
    const { status, body } = await parlance.masterRest('PATCH', '/settings', text);
    expect(status).toBe(200);
    const settings = JSON.parse(text) as object;
    expect(body).toMatchObject(settings);
    // Later tests go on with an app that has none of them: some name functions of code that it does not have.
    const back = Object.fromEntries(Object.keys(settings).map((name) => [name, { __op: 'Delete' }]));
    expect((await parlance.masterRest('PATCH', '/settings', back)).status).toBe(200);
  });

  it.each(tried('a draft of an experiment'))('$place is taken where its parameter is there', async ({ text }) => {
    expect((await parlance.masterRest('PUT', '/config', { params: { banner: 'Hello' } })).status).toBe(200);
    const { status, body } = await parlance.masterRest('POST', '/config/experiments', text);
    expect(status, JSON.stringify(body)).toBe(201);
  });

  it.each(tried('an answer about credentials'))('$place has the members of a real one', async ({ text }) => {
    const { status, body } = await parlance.masterRest('POST', '/push/credentials/test', {});
    expect(status).toBe(200);
    const real = body as unknown as { results: Record<string, unknown>[] };
    const apple = real.results.find(({ provider }) => provider === 'apns');
    const [shown] = (JSON.parse(text) as typeof real).results;
    expect(Object.keys(shown ?? {}).sort()).toEqual(Object.keys({ appIdentifier: '', ...apple }).sort());
  });

  it.each(tried('a page in a browser'))('$place leads from the mailed link to a new password', async ({ text }) => {
    const own = { customUrls: { passwordReset: 'https://game.example/reset' } };
    expect((await parlance.masterRest('PATCH', '/settings', { pages: own })).status).toBe(200);
    const { username } = await signUp(parlance, { email: ADDRESS });
    await parlance.rest('POST', '/requestPasswordReset', { email: ADDRESS });
    const { links } = await mailbox.waitForMail(ADDRESS);
    const led = await fetch(links[0] ?? '', { redirect: 'manual' });
    expect(led.status).toBe(303);
    const browser = { location: { search: new URL(led.headers.get('location') ?? '').search }, new_password: 'a password of their own' };
    const program = [
      `const { location, new_password } = ${JSON.stringify(browser)};`,
      text,
      'console.log(answer.status, await answer.text());',
    ];
    expect(await runModule(program.join('\n'))).toBe('200 "Password successfully reset"\n');
    const logIn = await parlance.rest('POST', '/login', { username, password: 'a password of their own' });
    expect(logIn.status).toBe(200);
  });

  it.each(tried('Cloud Code'))('$place is loaded as Cloud Code and registers something', async ({ text, language }) => {
    const code = await CodeProcess.start({ [`main.${language}`]: text });
    await code.stop();
    const { functions, jobs, triggers } = code.manifest as { functions: string[]; jobs: string[]; triggers: object };
    expect(functions.length + jobs.length + Object.keys(triggers).length).toBeGreaterThan(0);
  });

  it.each(tried('code of the repository'))('$place is TypeScript', ({ text }) => {
    const member = `class Handler { ${text.replaceAll('…', '')} }`;
    const faults = [text, member].map((code) => transpileModule(code, { reportDiagnostics: true }).diagnostics ?? []);
    expect(faults.some(({ length }) => length === 0)).toBe(true);
  });

  it('that start servers name commands and folders that exist; tests/e2e/launcher runs them', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const pages = ['README.md', 'README.md', 'docs/cloud-code.md', 'docs/cloud-releases.md'];
    expect(tried('commands that start servers').map(({ page }) => page)).toEqual(pages);
    const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const commands = [...text.matchAll(/npm (start|test|(?<=npm )run [a-z:]+)/g)].map(([, name = '']) => name.replace('run ', ''));
    expect(commands.length).toBeGreaterThan(8);
    expect([...new Set(commands)].filter((name) => !(name in scripts))).toEqual([]);
    for (const [folder] of text.matchAll(/\btests\/[\w/]+/g)) expect([folder, existsSync(join(ROOT, folder))]).toEqual([folder, true]);
  });

  it.each(tried('commands of administration'))('$place names operations that there are; tests/contract/admin calls them', ({ text }) => {
    const operations = new Set(ADMIN_OPERATIONS.map(({ area, name }) => `${area} ${name}`));
    const areas: ReadonlySet<string> = new Set(AREAS);
    const byCommand = [...text.matchAll(/^(?:npx )?parlance ([a-z]+) ([a-z-]+)/gm)].filter(([, area = '']) => areas.has(area));
    const bySubject = [...text.matchAll(/parlance\.admin\.([a-z]+)\.([a-z-]+)/g)];
    const byMethod = [...text.matchAll(/parlance\.admin\.v1\.(\w+)Service\/(\w+)/g)];
    const named = [...byCommand, ...bySubject.filter(([, area]) => area !== 'v1'), ...byMethod];
    const unknown = named.map(([, area = '', name = '']) => `${area.toLowerCase()} ${hyphens(name)}`).filter((one) => !operations.has(one));
    expect(unknown).toEqual([]);
    expect(text).toMatch(/parlance/);
  });

  it.each(tried('commands for containers'))('$place names files that there are; npm run test:deploy runs them', ({ text }) => {
    for (const [path] of text.matchAll(/\bdeploy\/[\w/]+/g)) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  });
});

/** `AppsService/SignOut` names the operation sign-out. */
const hyphens = (name: string): string => name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
