import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { url } from '@parlance/settings';
import { makeCertificates, type Certificates } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serviceSettings } from './server-files.ts';

const TABLE = {
  MONGODB_URL: url({ schemes: ['mongodb', 'mongodb+srv'], optional: true, meaning: 'm' }),
  REDIS_URL: url({ schemes: ['redis', 'rediss'], optional: true, meaning: 'r' }),
};

let files: Certificates;
let ca: string;
beforeAll(async () => {
  files = await makeCertificates();
  ca = join(files.folder, 'a b.pem');
  copyFileSync(files.ca, ca);
});
afterAll(() => files.dispose());

it.each([
  ['mongodb://a:1,b:2', 'mongodb://a:1,b:2/?tls=true&tlsCAFile=<CA>'],
  ['mongodb://u:p@a:1/?replicaSet=rs0', 'mongodb://u:p@a:1/?replicaSet=rs0&tls=true&tlsCAFile=<CA>'],
  ['mongodb+srv://a.example/db', 'mongodb+srv://a.example/db?tls=true&tlsCAFile=<CA>'],
  ['mongodb://a/?tls=true&tlsCAFile=/own', 'mongodb://a/?tls=true&tlsCAFile=/own'],
])('an address of MongoDB names the files of the deployment, unless it names its own: %s', (given, expected) => {
  const settings = serviceSettings(TABLE, { MONGODB_URL: given, PARLANCE_MONGODB_CA_FILE: ca });
  expect(settings.MONGODB_URL).toBe(expected.replace('<CA>', encodeURIComponent(ca)));
});

it('an address of Redis asks for encryption and names the files', () => {
  const settings = serviceSettings(TABLE, { REDIS_URL: 'redis://:p@a:6379', PARLANCE_REDIS_CA_FILE: files.ca });
  expect(settings.REDIS_URL).toBe(`rediss://:p@a:6379/?tlsCAFile=${encodeURIComponent(files.ca)}`);
});

it('addresses stay as they are where no file is named', () => {
  const env = { MONGODB_URL: 'mongodb://a', REDIS_URL: 'redis://a' };
  expect(serviceSettings(TABLE, env)).toEqual(env);
});
