import { loadSettings } from '@parlance/settings';
import { expect, it } from 'vitest';
import { GATEWAY_SETTINGS, publicUrl } from './settings.ts';

it.each<[Record<string, string>, string]>([
  [{}, 'http://127.0.0.1:1337/parse'],
  [{ PARLANCE_HOST: '::1', PARLANCE_MOUNT: '/' }, 'http://[::1]:1337'],
  [{ PARLANCE_PUBLIC_URL: 'https://api.example.com/v1/' }, 'https://api.example.com/v1'],
])('the public address with %o', (environment, expected) => {
  expect(publicUrl(loadSettings(GATEWAY_SETTINGS, environment), 1337)).toBe(expected);
});

it.each(['parse', '/parse/', '/pa rse', '//', '/a//b', ''])('the mount %j', (mount) => {
  const load = () => loadSettings(GATEWAY_SETTINGS, { PARLANCE_MOUNT: mount });
  if (mount === '') expect(load().PARLANCE_MOUNT).toBe('/parse');
  else expect(load).toThrow('PARLANCE_MOUNT');
});
