import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_OPERATIONS, adminOperation, appId } from '@parlance/admin-operations';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UsageError } from './exit-codes.ts';
import { membersOf } from './members.ts';
import { CALL_FLAGS, readRequest } from './read-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const operation = adminOperation({
  area: 'apps',
  name: 'try',
  summary: 'Every kind of member.',
  request: z.object({
    app: appId,
    overlapSeconds: z.int().min(0).default(0),
    kinds: z.array(z.enum(['master', 'rest'])).optional(),
    dryRun: z.boolean().default(false),
    changes: z.record(z.string(), z.unknown()).default({}),
    until: z.string().nullable().default(null),
    any: z.unknown().optional(),
  }),
  reply: z.object({}),
});
const requestOf = (...args: string[]) => readRequest(operation, args).request;

describe('a request on the command line', () => {
  it.each<[string[], object]>([
    [['--app', 'game'], { app: 'game' }],
    [['--app=game', '--overlap-seconds', '60'], { app: 'game', overlapSeconds: 60 }],
    [['--kinds', 'master,rest'], { kinds: ['master', 'rest'] }],
    [['--kinds', 'master', '--kinds', 'rest'], { kinds: ['master', 'rest'] }],
    [['--dry-run'], { dryRun: true }],
    [['--dry-run', 'false'], { dryRun: false }],
    [['--dry-run=false', '--app', 'true'], { dryRun: false, app: 'true' }],
    [['--no-dry-run'], { dryRun: false }],
    [['--changes', '{"maxLimit":5}'], { changes: { maxLimit: 5 } }],
    [['--until', '2026-01-01'], { until: '2026-01-01' }],
    [['--any', '[1]'], { any: [1] }],
    [['--any', 'word'], { any: 'word' }],
    [['--app', '-1'.slice(1)], { app: '1' }],
  ])('%j is %j', (args, expected) => {
    expect(requestOf(...args)).toEqual(expected);
  });

  it('is read from a file, with members of the command line over it, and values of members from files', () => {
    const file = join(folder, 'request.json');
    writeFileSync(file, JSON.stringify({ app: 'game', overlapSeconds: 5 }));
    expect(requestOf('--input', file, '--overlap-seconds', '6')).toEqual({ app: 'game', overlapSeconds: 6 });
    expect(requestOf('--changes', `@${file}`)).toEqual({ changes: { app: 'game', overlapSeconds: 5 } });
  });

  it.each([
    [['--overlap-seconds', 'many'], 'needs a number'],
    [['--nothing', '1'], 'nothing'],
    [['word'], 'word'],
    [['--input', join(folder, 'absent.json')], 'ENOENT'],
    [['--app'], 'app'],
  ])('%j is wrong usage', (args, words) => {
    expect(() => requestOf(...args)).toThrow(UsageError);
    expect(() => requestOf(...args)).toThrow(words);
  });

  it('has flags of its own that no member of the table has', () => {
    const taken = ADMIN_OPERATIONS.flatMap((one) => membersOf(one).map(({ flag }) => ({ operation: `${one.area} ${one.name}`, flag })));
    expect(taken.filter(({ flag }) => Object.hasOwn(CALL_FLAGS, flag))).toEqual([]);
    for (const one of ADMIN_OPERATIONS) {
      const flags = membersOf(one).map(({ flag }) => flag);
      expect([one.area, one.name, new Set(flags).size]).toEqual([one.area, one.name, flags.length]);
    }
  });
});
