import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { profileTable, sharesOf } from './profile.ts';

const frames = [
  ['(idle)', ''],
  ['writeBuffer', ''],
  ['command', 'file:///x/node_modules/mongodb/lib/db.js'],
  ['serialize', 'file:///x/node_modules/bson/lib/bson.mjs'],
  ['count', 'file:///x/apps/data/dist/main.js'],
  ['emit', 'node:events'],
  ['(garbage collector)', ''],
  ['(program)', ''],
] as const;
const profile = {
  nodes: frames.map(([functionName, url], at) => ({ id: at + 1, callFrame: { functionName, url } })),
  samples: [1, 2, 3, 4, 5, 6, 7, 8, 2],
  timeDeltas: [500, 20, 10, 10, 20, 5, 5, 10, 20],
};

it('gives each place its share of the time that was spent working', () => {
  const shares = Object.fromEntries([...sharesOf(profile)].filter(([, share]) => share > 0));
  expect(shares).toEqual({
    'garbage collection': 0.05,
    'writes to sockets': 0.4,
    'the MongoDB driver': 0.1,
    BSON: 0.1,
    'our own code': 0.2,
    'Node: HTTP, streams, timers, crypto': 0.05,
    'the engine, and system calls without a name': 0.1,
  });
});

it('makes a column of each profile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-profile-'));
  try {
    mkdirSync(join(folder, 'split data'));
    writeFileSync(join(folder, 'split data', 'CPU.1.cpuprofile'), JSON.stringify(profile));
    const table = profileTable(folder);
    expect(table).toContain('| share of CPU spent in | split data |\n|---|---|');
    expect(table).toContain('| writes to sockets | 40 % |');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
