import { generateKeyPairSync } from 'node:crypto';
import type { PushCredential } from '@parlance/app-settings';
import { simulatedProviders, startSimulators, type Simulators } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CredentialTests, type CredentialTestsOptions } from './credential-tests.ts';

const OTHER_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('I9 "test credentials"', () => {
  let simulators: Simulators;
  beforeAll(async () => {
    simulators = await startSimulators();
  });
  afterAll(() => simulators?.close());
  const opened: CredentialTests[] = [];
  afterEach(() => {
    for (const tests of opened.splice(0)) tests.close();
    for (const simulator of [simulators.apns, simulators.wns]) simulator.change({ reset: true });
  });

  /** The answers about the credentials of the simulators, changed. */
  async function tested(change: (credential: PushCredential) => PushCredential, options: Partial<CredentialTestsOptions> = {}) {
    const providers = simulatedProviders(simulators);
    const tests = new CredentialTests(
      { ...providers, credentials: providers.credentials.map(change) },
      { now: () => Date.now(), ...options },
    );
    opened.push(tests);
    return tests.test([]);
  }

  it('tells that providers accept good ones, and sends nothing to anybody', async () => {
    const results = await tested((credential) => credential);
    expect(results).toEqual([
      { platform: 'ios', provider: 'apns', ok: true, answer: '400 MissingTopic' },
      { platform: 'android', provider: 'fcm', ok: true, answer: expect.any(String) },
      { platform: 'winrt', provider: 'wns', ok: true, answer: '200' },
      { platform: 'winphone', provider: 'mpns', ok: true, answer: 'noCredentials' },
      { platform: 'web', provider: 'webpush', ok: true, answer: 'keysMatch' },
    ]);
    for (const { journal } of [simulators.apns, simulators.fcm, simulators.wns]) expect(journal.length).toBe(0);
  });

  it('tells the words of providers about wrong ones, and no secret', async () => {
    const results = await tested((credential) => {
      switch (credential.provider) {
        case 'apns':
          return { ...credential, ...(credential.kind === 'token' ? { privateKey: OTHER_KEY } : {}), appIdentifier: 'com.example' };
        case 'fcm':
          return { ...credential, privateKey: 'no key at all' };
        case 'wns':
          return { ...credential, clientSecret: 'hush-hush' };
        case 'webpush':
          return { ...credential, privateKey: 'A'.repeat(43) };
        default:
          return credential;
      }
    });
    expect(results.map(({ provider, appIdentifier, ok, answer }) => [provider, appIdentifier, ok, answer])).toEqual([
      ['apns', 'com.example', false, '403 InvalidProviderToken'],
      ['fcm', undefined, false, 'InvalidPrivateKey'],
      ['wns', undefined, false, 'invalid_client'],
      ['mpns', undefined, true, 'noCredentials'],
      ['webpush', undefined, false, expect.stringMatching(/^(InvalidKey|keysDoNotMatch)$/)],
    ]);
    const [ios] = await tested(
      (credential) => (credential.platform === 'ios' ? { ...credential, privateKey: OTHER_KEY } : credential) as PushCredential,
    );
    expect(ios).toEqual({ platform: 'ios', provider: 'apns', ok: false, answer: '403 InvalidProviderToken' });
    const said = JSON.stringify(results);
    for (const secret of ['hush', 'BEGIN', 'no key at all', 'AAAA']) expect(said).not.toContain(secret);
  });

  it('waits for a provider as long as it has time, and tells of the others meanwhile', async () => {
    simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: 60_000 } } });
    const began = performance.now();
    const results = await tested((credential) => credential, { timeMs: 400 });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(results.map(({ provider, ok }) => [provider, ok])).toEqual([
      ['apns', false],
      ['fcm', true],
      ['wns', true],
      ['mpns', true],
      ['webpush', true],
    ]);
    expect(results[0]?.answer).toBe('timeout');
  });
});
