import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appSettings } from '../app-settings.ts';
import { secret } from './secret.ts';
import { shapeOf } from './shape-of.ts';

/** A string somewhere in the settings. */
interface Place {
  readonly path: string;
  readonly isMarked: boolean;
  readonly accepts: (text: string) => boolean;
  readonly isUrl: boolean;
}

/** Every string that settings can hold, whatever stands around it. */
function* strings(schema: z.core.$ZodType, path: string): Generator<Place> {
  const shape = shapeOf(schema);
  if (shape.kind === 'secret' || shape.kind === 'leaf') {
    const { def } = (schema as z.core.$ZodTypes)._zod;
    if (shape.kind === 'leaf' && def.type === 'transform') throw new Error(`${path}: a transform alone cannot be looked into.`);
    const inner = innermost(schema);
    if (inner._zod.def.type !== 'string') return;
    const isUrl = /url$/i.test(path) || (inner._zod.def as { format?: string }).format === 'url';
    yield { path, isMarked: shape.kind === 'secret', accepts: (text) => z.safeParse(schema, text).success, isUrl };
  }
  if (shape.kind === 'object') for (const [name, member] of Object.entries(shape.members)) yield* strings(member, `${path}.${name}`);
  if (shape.kind === 'record') yield* strings(shape.value, `${path}.*`);
  if (shape.kind === 'array') yield* strings(shape.element, path);
  if (shape.kind === 'choice') for (const option of shape.options) yield* strings(option, path);
}

function innermost(schema: z.core.$ZodType): z.core.$ZodType {
  const def = schema._zod.def as { innerType?: z.core.$ZodType; in?: z.core.$ZodType };
  const inner = def.innerType ?? def.in;
  return inner === undefined ? schema : innermost(inner);
}

/** Named as secrets are: clientSecret, consumer_secret, apiKey, password, token, … */
const SECRET_NAME = /(?:secret|key|password|passphrase|token|credentials?)$/i;

/** Named like secrets, but none. */
const NO_SECRETS: Readonly<Record<string, string>> = {
  '.requestKeywordDenylist.key': 'a pattern for names of members in bodies',
  '.push.web.vapidDetails.publicKey': 'browsers are told it',
  '.auth.twitter.consumer_key': 'the id of an application in OAuth 1.0a, which calls carry in clear',
  '.auth.twitter.furtherApplications.consumer_key': 'the same',
  '.auth.twitter.endpoints.verifyCredentials': 'an address of the service',
  '.auth.twitter.endpoints.accessToken': 'an address of the service',
  '.auth.github.endpoints.token': 'an address of the service',
  '.auth.linkedin.endpoints.token': 'an address of the service',
};

const WITH_CREDENTIALS = ['https', 'http', 'smtp', 'smtps', 'mongodb', 'redis'].map((scheme) => `${scheme}://user:password@host.example`);

const looksSecret = ({ path, isUrl, accepts }: Place) => SECRET_NAME.test(path) || (isUrl && WITH_CREDENTIALS.some(accepts));
const unmarked = (schema: z.core.$ZodType) =>
  [...strings(schema, '')].filter((place) => looksSecret(place) && !place.isMarked && NO_SECRETS[place.path] === undefined);

describe('marks of secrets', () => {
  it('SEC-39 are on every setting that looks like a secret', () => {
    expect(unmarked(appSettings).map(({ path }) => path)).toEqual([]);
  });

  it('name these', () => {
    const marked = [...strings(appSettings, '')].filter(({ isMarked }) => isMarked).map(({ path }) => path);
    expect(marked.toSorted()).toEqual([
      '.auth.facebook.appSecret',
      '.auth.github.clientSecret',
      '.auth.linkedin.clientSecret',
      '.auth.mfa.sms.key',
      '.auth.mfa.sms.url',
      '.auth.microsoft.clientSecret',
      '.auth.twitter.consumer_secret',
      '.auth.twitter.furtherApplications.consumer_secret',
      '.encryptionKey',
      '.fileKey',
      '.mail.smtpUrl',
      '.push.android.firebaseServiceAccount.private_key',
      '.push.fcm.firebaseServiceAccount.private_key',
      '.push.ios.firebaseServiceAccount.private_key',
      '.push.ios.key',
      '.push.ios.passphrase',
      '.push.ios.token.key',
      '.push.osx.firebaseServiceAccount.private_key',
      '.push.osx.key',
      '.push.osx.passphrase',
      '.push.osx.token.key',
      '.push.tvos.firebaseServiceAccount.private_key',
      '.push.tvos.key',
      '.push.tvos.passphrase',
      '.push.tvos.token.key',
      '.push.watchos.firebaseServiceAccount.private_key',
      '.push.watchos.key',
      '.push.watchos.passphrase',
      '.push.watchos.token.key',
      '.push.web.vapidDetails.privateKey',
      '.push.winrt.clientSecret',
      '.webhooks.signatureKey',
    ]);
  });

  it('have no exception for what is not there', () => {
    const all = new Set([...strings(appSettings, '')].map(({ path }) => path));
    expect(Object.keys(NO_SECRETS).filter((path) => !all.has(path))).toEqual([]);
  });

  const text = z.string();
  it.each([
    [z.object({ pushKey: text }), ['.pushKey']],
    [z.object({ deep: z.object({ api_secret: text.nullable().default(null) }).prefault({}) }), ['.deep.api_secret']],
    [z.object({ list: z.array(z.object({ token: text })) }), ['.list.token']],
    [z.object({ byName: z.record(text, z.object({ password: text.optional() })) }), ['.byName.*.password']],
    [z.object({ passwords: z.union([text, z.array(z.object({ password: text }))]) }), ['.passwords.password']],
    [z.object({ hookUrl: z.url() }), ['.hookUrl']],
    [z.object({ hook: z.url().optional() }), ['.hook']],
    [z.object({ pushKey: secret(text).optional(), hookUrl: secret(z.url()), tokenLength: z.int(), isToken: z.boolean() }), []],
    [z.object({ masterKeyIps: z.array(text), keyName: text }), []],
  ])('are missed where they are not: %#', (schema, expected) => {
    expect(unmarked(schema).map(({ path }) => path)).toEqual(expected);
  });
});
