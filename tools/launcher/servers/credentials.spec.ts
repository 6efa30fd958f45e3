import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentialsIn, OWNER } from './credentials.ts';
import { SERVERS } from './table.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the credentials of a server', () => {
  it('differ by user and by server, and stay the same', () => {
    const [one, other] = [credentialsIn(join(folder, 'one')), credentialsIn(join(folder, 'other'))];
    const passwords = [one.passwordOf('data'), one.passwordOf('auth'), other.passwordOf('data')];
    expect(new Set(passwords).size).toBe(3);
    for (const password of passwords) expect(password).toMatch(/^[\w-]{43}$/);
    expect(credentialsIn(join(folder, 'one')).passwordOf('data')).toBe(passwords[0]);
  });

  it.each(SERVERS.map((server) => [server.title, server] as const))(
    'are read by the user alone, and stand in no argument: %s',
    async (_, server) => {
      const directory = join(folder, server.name);
      const credentials = credentialsIn(directory);
      const args = await server.prepare({ port: 1, directory, durable: true, credentials });
      expect(statSync(directory).mode & 0o777).toBe(0o700);
      for (const name of readdirSync(directory)) expect([name, statSync(join(directory, name)).mode & 0o777]).toEqual([name, 0o600]);
      const files = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8').trim());
      for (const secret of [credentials.passwordOf(OWNER), ...files]) expect(args.join(' ')).not.toContain(secret);
      expect(server.url({ port: 1, credentials })).toContain(credentials.passwordOf(OWNER));
    },
  );

  it('are given to the services that use the server', () => {
    const users = (...services: string[]) => SERVERS.map(({ name, userFor }) => [name, userFor(services)]);
    expect(users('gateway')).toEqual([['mongodb', undefined], ['redis', OWNER], ['nats', 'gateway']]); // prettier-ignore
    expect(users('data')).toEqual([['mongodb', 'parlance'], ['redis', undefined], ['nats', 'data']]); // prettier-ignore
    expect(users('data', 'auth')).toEqual([['mongodb', 'parlance'], ['redis', OWNER], ['nats', 'standalone']]); // prettier-ignore
  });
});
