import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { withMemoryOptions } from './memory-options.ts';

/** Fills the space of new objects, lets all of them live through collections, and prints the most that it held, in megabytes. */
const FILL = `
  const v8 = require('node:v8');
  let max = 0;
  const kept = [];
  for (let round = 0; round < 400; round++) {
    const living = Array.from({ length: 10_000 }, (_, at) => ({ at, round }));
    kept.push(living);
    if (kept.length > 60) kept.shift();
    const { space_size } = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    max = Math.max(max, space_size);
  }
  console.log(max / 2 ** 20, process.env.MALLOC_ARENA_MAX);`;

type Environment = Readonly<Record<string, string | undefined>>;

async function run(environment: Environment, app = 'data'): Promise<{ newSpaceMb: number; arenas: string }> {
  const env = withMemoryOptions(app, environment) as NodeJS.ProcessEnv;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', FILL], { env });
  const [newSpaceMb, arenas = ''] = stdout.trim().split(' ');
  return { newSpaceMb: Number(newSpaceMb), arenas };
}

describe('withMemoryOptions', () => {
  it('bounds the space of new objects and the pools of memory', async () => {
    const { newSpaceMb, arenas } = await run({});
    expect(newSpaceMb).toBeLessThan(40); // two halves of 16, and the pages that V8 has over while it collects; unbounded it takes 64
    expect(newSpaceMb).toBeGreaterThan(0);
    expect(arenas).toBe('2');
  });

  it('bounds it more closely for a service that makes few objects', async () => {
    const { newSpaceMb } = await run({}, 'files');
    expect(newSpaceMb).toBeLessThan(16);
    expect(newSpaceMb).toBeGreaterThan(0);
  });

  it('leaves the last word to the deployment', async () => {
    const { newSpaceMb, arenas } = await run({ NODE_OPTIONS: '--max-semi-space-size=32 --no-deprecation', MALLOC_ARENA_MAX: '4' });
    expect(newSpaceMb).toBeGreaterThan(40);
    expect(arenas).toBe('4');
  });
});
