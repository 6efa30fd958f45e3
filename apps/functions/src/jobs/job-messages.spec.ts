import { expect, it, vi } from 'vitest';
import type { Logger } from '@parlance/telemetry';
import { JobMessages } from './job-messages.ts';

const logger = { warn: vi.fn() } as unknown as Logger;

it('CLD-20 the message that a job told last is the one that is stored last, however many it tells', async () => {
  const stored: string[] = [];
  const messages = new JobMessages(async (message) => {
    await Promise.resolve();
    stored.push(message);
  }, logger);
  for (let step = 0; step < 1_000; step++) messages.tell(`step ${step}`);
  messages.tell('');
  await messages.settled();
  expect(stored).toEqual(['step 0', 'step 999']);
  messages.tell('x'.repeat(20_000));
  await messages.settled();
  expect(stored[2]).toHaveLength(10_000);
});

it('a message that cannot be stored ends neither the job nor the messages behind it', async () => {
  const stored: string[] = [];
  const messages = new JobMessages((message) => {
    if (message === 'first') return Promise.reject(new Error('away'));
    stored.push(message);
    return Promise.resolve();
  }, logger);
  messages.tell('first');
  messages.tell('second');
  await messages.settled();
  expect(stored).toEqual(['second']);
});
