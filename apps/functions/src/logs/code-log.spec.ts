import { createLogger } from '@parlance/telemetry';
import { describe, expect, it } from 'vitest';
import type { LogDocument } from '../database/documents.ts';
import { CodeLog } from './code-log.ts';
import { DEFAULT_LOG_SETTINGS } from './log-entry.ts';

function logTo(settings: Partial<typeof DEFAULT_LOG_SETTINGS> = {}) {
  const stored: LogDocument[] = [];
  const told: string[] = [];
  const state = { isAway: false, now: Date.UTC(2027, 0, 1) };
  const log = new CodeLog({
    store: {
      add: async (lines) => {
        if (state.isAway) throw new Error('away');
        stored.push(...lines);
      },
    },
    settingsOf: (app) => (app === 'unknown' ? undefined : { ...DEFAULT_LOG_SETTINGS, ...settings }),
    logger: createLogger({ service: 'test', level: 'info', destination: { write: (line) => told.push(line) } }),
    now: () => state.now,
  });
  return { log, stored, told, state };
}

describe('the log of user code', () => {
  it('CLD-12 keeps a line with the app, the function and the request that it belongs to, without secrets', async () => {
    const { log, stored } = logTo();
    log.write({ app: 'one', level: 'error', text: 'password=abc', part: { kind: 'trigger', name: 'afterSave Review' }, requestId: 'r1' });
    await log.flush();
    expect(stored).toMatchObject([{ a: 'one', rank: 0, text: 'password=********', requestId: 'r1', part: { name: 'afterSave Review' } }]);
  });

  it('keeps the levels of the app, cuts long lines, and keeps lines as long as the app says', async () => {
    const { log, stored } = logTo({ level: 'warn', lineLengthMax: 100, keepDays: 2 });
    for (const level of ['error', 'warn', 'info', 'debug'] as const) log.write({ app: 'one', level, text: 'x'.repeat(500) });
    await log.flush();
    expect(stored.map(({ rank, text }) => [rank, text])).toEqual([0, 1].map((rank) => [rank, `${'x'.repeat(100)}... (truncated)`]));
    expect(stored[0]!.goesAt.getTime() - stored[0]!.at.getTime()).toBe(2 * 86_400_000);
    expect([log.keeps('one', 'warn'), log.keeps('one', 'info'), logTo({ level: 'silent' }).log.keeps('one', 'error')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('leaves out what an app writes beyond its limit, says how much, and lets other apps write on', async () => {
    const { log, stored, state } = logTo({ linesPerMinuteMax: 10 });
    for (let i = 0; i < 5_000; i++) log.write({ app: 'loud', level: 'info', text: String(i) });
    log.write({ app: 'quiet', level: 'info', text: 'heard' });
    await log.flush();
    const ofLoud = stored.filter(({ a }) => a === 'loud');
    expect(ofLoud).toHaveLength(11);
    expect(ofLoud.at(-1)).toMatchObject({ rank: 1, text: expect.stringMatching(/^4990 lines were left out/) });
    expect(stored.filter(({ a }) => a === 'quiet')).toHaveLength(1);
    state.now += 60_000;
    log.write({ app: 'loud', level: 'info', text: 'again' });
    await log.flush();
    expect(stored.at(-1)).toMatchObject({ a: 'loud', text: 'again' });
  });

  it('keeps lines in order while the database is away, within a bound, and says so once', async () => {
    const { log, stored, told, state } = logTo({ linesPerMinuteMax: 100_000 });
    state.isAway = true;
    for (let i = 0; i < 30_000; i++) log.write({ app: 'one', level: 'info', text: String(i) });
    await log.flush();
    await log.flush();
    expect([stored.length, told.length]).toEqual([0, 1]);
    state.isAway = false;
    await log.flush();
    expect(stored.slice(0, 3).map(({ text }) => text)).toEqual(['0', '1', '2']);
    expect(stored.length).toBeLessThanOrEqual(20_001);
    expect(stored.some(({ text }) => text.includes('lines were left out'))).toBe(true);
  });

  it('goes by the usual settings for an app that this process does not know', async () => {
    const { log, stored } = logTo({ level: 'silent' });
    log.write({ app: 'unknown', level: 'info', text: 'kept' });
    await log.flush();
    expect(stored).toHaveLength(1);
  });
});
