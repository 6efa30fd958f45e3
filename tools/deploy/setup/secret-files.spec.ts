import { createHmac } from 'node:crypto';
import { SERVICES } from '@parlance/contracts';
import { describe, expect, it } from 'vitest';
import type { Credentials } from '../../launcher/servers/credentials.ts';
import { secretFiles } from './secret-files.ts';

const credentialsOf = (key: string): Credentials => ({
  passwordOf: (user) => createHmac('sha256', key).update(user).digest('base64url'),
});
const files = secretFiles(credentialsOf('one key'));

describe('the files of the containers', () => {
  it.each(SERVICES.map(({ name, servers }) => [name, servers] as const))(
    'of %s hold the addresses of its servers alone',
    (name, servers) => {
      expect(new URL(files[name]?.['nats-url'] ?? '').username).toBe(name);
      expect('mongodb-url' in (files[name] ?? {})).toBe((servers as readonly string[]).includes('mongodb'));
      expect('redis-url' in (files[name] ?? {})).toBe((servers as readonly string[]).includes('redis'));
    },
  );

  it('hold a password for each user of NATS that no other user has', () => {
    const passwords = SERVICES.map(({ name }) => new URL(files[name]?.['nats-url'] ?? '').password);
    expect(new Set(passwords).size).toBe(SERVICES.length);
    for (const [index, { name }] of SERVICES.entries()) {
      expect(files.nats?.['nats.conf']).toContain(`{ user: "${name}", password: "${passwords[index]}"`);
    }
  });

  it('hold keys of 32 bytes, the same for the bus, and the key of secrets for config alone', () => {
    const keys = SERVICES.map(({ name }) => files[name]?.['bus.key']);
    expect(new Set(keys).size).toBe(1);
    expect(Buffer.from(keys[0] ?? '', 'base64')).toHaveLength(32);
    expect(SERVICES.filter(({ name }) => 'secrets.key' in (files[name] ?? {})).map(({ name }) => name)).toEqual(['config']);
  });

  it('are the same at each start, and others with another key', () => {
    expect(secretFiles(credentialsOf('one key'))).toEqual(files);
    expect(secretFiles(credentialsOf('another key')).redis).not.toEqual(files.redis);
  });
});
