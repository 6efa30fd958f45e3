import { ParseError } from '@parlance/errors';
import type { CodeHostParts } from '@parlance/functions';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HostedCode } from './hosted-code.ts';

type Words = CodeHostParts['words'];

const unloadable: string[] = [];
const ended: {
  readonly name: string;
  readonly version: string;
  readonly thrownAt: string | undefined;
  readonly code: number | undefined;
}[] = [];
const words: Words = {
  log: () => undefined,
  fault: () => undefined,
  broken: () => undefined,
  unloadable: (_app, { message }) => void unloadable.push(message),
  ended: ({ order, thrownAt }, version, _durationMs, outcome) =>
    void ended.push({ name: order.name, version, thrownAt, code: outcome instanceof ParseError ? outcome.code : undefined }),
};

let hosted: HostedCode;
beforeAll(async () => void (hosted = await HostedCode.start({ words })));
afterAll(() => hosted?.close());

it('the log of an app is told why its code cannot be loaded, with file and line', async () => {
  await hosted.deploy('broken', 'const a = 1;\nthis is no code;\n');
  await expect(hosted.call('broken', 'f')).rejects.toMatchObject({ code: 141 });
  await expect.poll(() => unloadable).toContainEqual(expect.stringMatching(/cannot be loaded.*main\.js:2/s));
});

it('each call that ends is told with the version that ran, and with the place where its error was thrown', async () => {
  const { version } = await hosted.deploy(
    'one',
    "Parse.Cloud.define('ok', () => 1);\nParse.Cloud.define('no', () => {\n  throw new Parse.Error(9001, 'no');\n});\n",
  );
  await hosted.call('one', 'ok');
  await expect(hosted.call('one', 'no')).rejects.toMatchObject({ code: 9_001 });
  expect(ended.filter(({ version: of }) => of === version)).toEqual([
    { name: 'ok', version, thrownAt: undefined, code: undefined },
    { name: 'no', version, thrownAt: expect.stringMatching(/^main\.js:3(:\d+)?$/), code: 9_001 },
  ]);
});
