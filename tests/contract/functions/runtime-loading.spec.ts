import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { prepareCode, readCode } from '../../../apps/functions/src/loading/prepare-code.ts';
import { syntaxPlace } from '../../../apps/functions/src/loading/syntax-place.ts';
import { CodeProcess, folderOf } from './code-process.ts';

const DEFINE = `Parse.Cloud.define('hello', () => 'world');`;

/** Packages that the code brings along: a small stand-in for underscore, and an old copy of the SDK. */
const PACKAGES = {
  'node_modules/underscore/package.json': '{"name":"underscore","main":"index.js"}',
  'node_modules/underscore/index.js': 'exports.uniq = (list) => [...new Set(list)];',
  'node_modules/parse/package.json': '{"name":"parse","main":"index.js"}',
  'node_modules/parse/index.js': `throw new Error('the old copy of the SDK is loaded');`,
  'node_modules/parse/node.js': `throw new Error('the old copy of the SDK is loaded');`,
};

describe('forms of code that are loaded', () => {
  let code: CodeProcess | undefined;
  afterEach(async () => {
    await code?.stop();
    code = undefined;
  });
  const helloOf = async (files: Readonly<Record<string, string>>, parameters = {}): Promise<unknown> => {
    code = await CodeProcess.start(files);
    const { body, error } = await code.function('hello', parameters);
    return error ?? body?.result;
  };

  it.each([
    ['a CommonJS module with the global Parse', { 'main.js': DEFINE }],
    [
      'a module that exports a function of Parse',
      { 'main.js': `module.exports = async (P) => { await null; P.Cloud.define('hello', () => 'world'); };` },
    ],
    ['an ES module with top-level await', { 'main.mjs': `await new Promise((resolve) => setTimeout(resolve, 1));\n${DEFINE}` }],
    [
      'an ES module by its words alone',
      { 'main.js': `import { join } from 'node:path';\nParse.Cloud.define('hello', () => join('world'));` },
    ],
    ['an ES module by its package.json', { 'package.json': '{"type":"module"}', 'main.js': `import './more.js';`, 'more.js': DEFINE }],
    ['an ES module that exports a function', { 'main.mjs': `export default (P) => { P.Cloud.define('hello', () => 'world'); };` }],
    [
      'the main of its package.json',
      { 'package.json': '{"main":"./src/start.js"}', 'src/start.js': `require('../lib');`, 'lib/index.js': DEFINE },
    ],
    [
      'a folder cloud/ of a project',
      { 'package.json': '{"type":"commonjs"}', 'cloud/main.js': `require('./hello');`, 'cloud/hello.js': DEFINE },
    ],
    [
      'the SDK by its names',
      {
        'main.mjs': `import Parse, { Cloud } from 'parse/node';\nimport { Cloud as Same } from 'parse';\nif (Cloud === Same) Parse.Cloud.define('hello', () => 'world');`,
      },
    ],
    [
      'data beside it',
      {
        'main.js': `const { a } = require('./data.json');\nconst text = require('fs').readFileSync(__dirname + '/a.txt', 'utf8');\nParse.Cloud.define('hello', () => a + text);`,
        'data.json': '{"a":"wor"}',
        'a.txt': 'ld',
      },
    ],
  ])('%s', async (_form, files) => {
    expect(await helloOf(files)).toBe('world');
  });

  it('CLD-16 packages of its own, never its own copy of the SDK', async () => {
    const main = `
      const _ = require('underscore');
      const same = require('parse') === Parse && require('parse/node') === Parse;
      Parse.Cloud.define('hello', ({ params }) => [same, ..._.uniq(params.words)]);`;
    expect(await helloOf({ 'main.js': main, ...PACKAGES }, { words: ['a', 'b', 'a'] })).toEqual([true, 'a', 'b']);
  });

  describe('TypeScript', () => {
    const FILES = {
      'main.ts': [
        `import { greet, Tone } from './greet';`,
        `import _ from 'underscore';`,
        `import Parse from 'parse/node';`,
        `class Greeter {`,
        `  constructor(private readonly tone: Tone) {}`,
        `  of(name: string): string { return greet(this.tone, name); }`,
        `}`,
        `const greeter = new Greeter(Tone.Loud);`,
        `Parse.Cloud.define('hello', ({ params }: { params: { name: string } }) => greeter.of(_.uniq([params.name]).join()));`,
        `Parse.Cloud.define('fail', (): never => { throw new Error('in TypeScript'); });`,
        `await Promise.resolve();`,
      ].join('\n'),
      'greet.ts': [
        `export enum Tone { Quiet, Loud }`,
        `export function greet(tone: Tone, name: string): string {`,
        `  if (name === '') throw new TypeError('nobody');`,
        `  return tone === Tone.Loud ? name.toUpperCase() : name;`,
        `}`,
      ].join('\n'),
      ...PACKAGES,
    };

    it('with enums, parameter properties, packages and imports without endings', async () => {
      expect(await helloOf(FILES, { name: 'ada' })).toBe('ADA');
    });

    it('names file and line as they were written', async () => {
      code = await CodeProcess.start(FILES);
      expect((await code.function('fail')).error).toMatchObject({ message: 'in TypeScript', at: 'main.ts:10:49' });
      expect((await code.function('hello', { name: '' })).error).toMatchObject({ message: 'nobody', at: 'greet.ts:3:26' });
    });
  });

  it.each([
    ['a syntax error', { 'main.js': 'const a = 1;\nconst b = ;' }, "Unexpected token ';'", 'main.js:2'],
    ['an error at the top', { 'main.js': '\n\nnull.x;' }, "Cannot read properties of null (reading 'x')", 'main.js:3'],
    ['an error in a required file', { 'main.js': `require('./a');`, 'a.js': `\nthrow new Error('of a');` }, 'of a', 'a.js:2'],
    ['a file that is not there', { 'main.js': `require('./nix');` }, "Cannot find module './nix'", 'main.js:1'],
    [
      'a rejected promise of a function',
      { 'main.js': `module.exports = async () => {\n  throw new Error('later');\n};` },
      'later',
      'main.js:2',
    ],
  ])('code with %s is refused, with its place', async (_fault, files, message, place) => {
    await expect(CodeProcess.start(files as Record<string, string>)).rejects.toMatchObject({ message, place });
  });
});

describe('code that is made ready', () => {
  const folders: string[] = [];
  let copies: string;
  beforeAll(async () => {
    copies = await mkdtemp(join(tmpdir(), 'copies-'));
    folders.push(copies);
  });
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

  const folder = async (files: Readonly<Record<string, string>>): Promise<string> => {
    const made = await folderOf(files);
    folders.push(made);
    return made;
  };
  const prepare = async (path: string) => prepareCode(await readCode(path), copies);

  it('has a version that follows every file, and packages by what is installed', async () => {
    const source = await folder({ 'main.js': DEFINE, 'lib/a.js': '1', '.hidden': 'a' });
    const versionOf = async () => (await readCode(source)).folder.version;
    const first = await versionOf();
    await writeFile(join(source, '.hidden'), 'b');
    expect(await versionOf()).toBe(first);
    await writeFile(join(source, 'lib/a.js'), '2');
    const second = await versionOf();
    expect(second).not.toBe(first);
    await writeFile(join(source, 'lib/a.js'), '1');
    expect(await versionOf()).toBe(first);
  });

  it('is a copy that later changes do not reach', async () => {
    const source = await folder({ 'main.js': DEFINE });
    const { entry, version } = await prepare(source);
    await writeFile(join(source, 'main.js'), 'broken(');
    expect((await prepare(join(source, 'main.js'))).version).not.toBe(version);
    expect(dirname(entry)).toBe(join(copies, version));
    await expect(readCode(entry)).resolves.toMatchObject({ file: 'main.js' });
  });

  it.each([
    ['a folder without main.js', { 'other.js': '' }, 'The folder of the code has no main.js, main.mjs or main.ts.'],
    ['TypeScript that does not compile', { 'main.ts': 'const a = 1;\nconst b = ;' }, 'main.ts:2:11: Unexpected token'],
    [
      'an import of a file that is not there',
      { 'main.ts': `import { a } from './nix';\na();` },
      "main.ts:1:19: Could not resolve './nix' in main.ts",
    ],
    ['a package.json that is none', { 'package.json': '{', 'main.js': '' }, /^package\.json: /],
  ])('is refused for %s', async (_fault, files, message) => {
    await expect(prepare(await folder(files as Record<string, string>))).rejects.toThrow(message);
  });

  it('is refused for a path that leads nowhere', async () => {
    await expect(readCode(join(copies, 'nowhere'))).rejects.toThrow('There is no code at nowhere.');
  });

  it('tells the place of a syntax error in a module that another one imports', async () => {
    const source = await folder({ 'main.mjs': `import './a.mjs';`, 'a.mjs': 'export const a = 1;\nexport const = 2;' });
    expect(await syntaxPlace(source)).toEqual({ text: 'Unexpected token', file: 'a.mjs', line: 2, column: 14 });
    expect(await syntaxPlace(await folder({ 'main.js': 'return 1;', 'b.mjs': 'await 1;' }))).toBeUndefined();
  });
});
