import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withGivenAddresses } from './given-addresses.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'addresses-'))));
afterAll(() => rmSync(folder, { recursive: true }));

it('the launcher finds the addresses of servers in the files that variables name', () => {
  const file = join(folder, 'mongodb');
  writeFileSync(file, 'mongodb://127.0.0.1:27017/\n');
  const found = withGivenAddresses({ MONGODB_URL_FILE: file, REDIS_URL: 'redis://127.0.0.1', HOME: '/root' });
  expect(found).toEqual({ MONGODB_URL: 'mongodb://127.0.0.1:27017/', REDIS_URL: 'redis://127.0.0.1', HOME: '/root' });
});

it('the launcher refuses an address that is given twice, and a file that is not there', () => {
  const both = { NATS_URL: 'nats://127.0.0.1:4222', NATS_URL_FILE: '/nowhere' };
  expect(() => withGivenAddresses(both)).toThrow('NATS_URL and NATS_URL_FILE are both set; unset one of them.');
  expect(() => withGivenAddresses({ NATS_URL_FILE: '/nowhere' })).toThrow('NATS_URL_FILE names a file that cannot be read (ENOENT).');
});
