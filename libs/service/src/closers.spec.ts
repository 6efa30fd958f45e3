import { createLogger } from '@parlance/telemetry';
import { expect, it } from 'vitest';
import { Closers } from './closers.ts';

it('closes in the opposite order of opening, goes on after a failure, and does it once', async () => {
  const lines: string[] = [];
  const closers = new Closers(createLogger({ service: 'test', level: 'error', destination: { write: (line) => lines.push(line) } }));
  const closed: string[] = [];
  closers.add('first', async () => void closed.push('first'));
  closers.add('second', () => Promise.reject(new Error('stuck')));
  closers.add('third', async () => void closed.push('third'));
  await Promise.all([closers.close(), closers.close()]);
  await closers.close();
  expect(closed).toEqual(['third', 'first']);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ msg: 'Closing failed: second.', err: { message: 'stuck' } }]);
});
