import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PUBLIC } from '@parlance/acl';
import type { config } from '@parlance/contracts';
import { CodeCopies, FolderCode, probeCode } from '@parlance/functions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostedCode, LIMITS, within } from './hosted-code.ts';

const APP = { id: 'app', settings: { cloudCode: LIMITS } } as unknown as config.AppForFunctions;
const answers = (value: string): string => `Parse.Cloud.define('hello', () => '${value}');`;

describe('hot reload of a folder of code', () => {
  let source: string;
  let hosted: HostedCode;
  let copies: CodeCopies;
  let folders: FolderCode;
  let taken: string[];
  let refused: string[];
  let tried: Record<string, unknown>[];
  beforeEach(async () => {
    source = await mkdtemp(join(tmpdir(), 'reload-'));
    hosted = await HostedCode.start();
    [taken, refused, tried] = [[], [], []];
    copies = new CodeCopies();
    folders = new FolderCode({
      copies,
      settingsOf: () => ({}),
      tryOut: async (app, code) => void tried.push({ ...(await probeCode(hosted.host, app, code)) }),
      appOf: async () => APP,
      taken: (_app, version) => taken.push(version),
      refused: (_app, error) => refused.push((error as Error).message),
    });
  });
  afterEach(async () => {
    folders.close();
    await hosted.close();
    await copies.close();
    await rm(source, { recursive: true, force: true });
  });

  const write = (text: string, file = 'main.js') => writeFile(join(source, file), text);
  const hello = async (): Promise<unknown> => {
    const order = { what: 'function', name: 'hello', body: Buffer.from('{}') } as const;
    const context = { app: 'app', identity: PUBLIC, requestId: 'r', ...within(8_000) };
    const { body } = await hosted.host.run('app', await folders.of(APP, source), LIMITS, { ...order, context });
    return (JSON.parse(Buffer.from(body).toString()) as { result: unknown }).result;
  };

  it('CLD-30 CLD-38 runs changed code from the next call on, and records its registrations before', async () => {
    await write(answers('one'));
    expect(await hello()).toBe('one');
    await write(`${answers('two')}\nParse.Cloud.beforeSave('Note', () => undefined);`);
    await expect.poll(hello).toBe('two');
    expect(tried).toMatchObject([{ functions: ['hello'], triggers: { Note: ['beforeSave'] } }]);
    expect(taken).toHaveLength(1);
  });

  it('CLD-30 refuses broken code, keeps the old one, and says file and line; mended code is taken', async () => {
    await write(answers('one'));
    expect(await hello()).toBe('one');
    await write(`const a = 1;\nconst b = ;`);
    await expect.poll(() => refused).toEqual(['main.js:2:11: Unexpected token']);
    expect(await hello()).toBe('one');
    await write(`${answers('two')}\nthrow new Error('at the end');`);
    await expect.poll(() => refused[1]).toBe('The code of this app cannot be loaded: at the end (main.js:2:7)');
    expect(await hello()).toBe('one');
    await write(answers('three'));
    await expect.poll(hello).toBe('three');
  });

  it('notices files in folders that are new, and TypeScript', async () => {
    await write(`import { word } from './lib/word';\nParse.Cloud.define('hello', (): string => word);`, 'main.ts');
    await mkdir(join(source, 'lib'));
    await write(`export const word: string = 'one';`, 'lib/word.ts');
    expect(await hello()).toBe('one');
    await write(`export const word: string = 'two';`, 'lib/word.ts');
    await expect.poll(hello).toBe('two');
  });

  it('a call while code is tried out waits for it', async () => {
    await write(answers('one'));
    expect(await hello()).toBe('one');
    await write(`await new Promise((resolve) => setTimeout(resolve, 300));\n${answers('two')}`, 'main.js');
    await expect.poll(() => folders.of(APP, source) instanceof Promise).toBe(true);
    expect(await hello()).toBe('two');
  });
});
