import { z } from 'zod';
import { owned } from '../owned.ts';
import { secret } from '../secrets/secret.ts';
import { pkcs8, pemCertificate, oneOrMore, pemKey } from './credential-forms.ts';
import { frequencyCap, quietHours } from './delivery-rules.ts';

/**
 * Credentials of push, in the shape of Parse Server's option `push` where it has one, so that an app's options move over. Each platform takes
 * one entry or several; of several, the one whose `topic` or `appIdentifier` is the installation's sends to it.
 *
 * Source: docs/contract/23-parse-server-options.md section 6, docs/contract/30-push-engine.md section 6.
 */
const text = z.string().min(1).max(1_024);
const appIdentifier = text.optional().describe('Installations that it is for, by their appIdentifier; left out, for all.');
const ENTRIES_MAX = 50;

/** The JSON of the key file that Google gives out; members that sending does not need are left out, its addresses among them. */
const firebaseServiceAccount = z
  .object({
    project_id: z.string().regex(/^[a-z][a-z0-9-]{4,38}[a-z0-9]$/, 'expected the id of a project, such as my-project-1'),
    client_email: z.email('expected the address of the service account').max(320),
    private_key: secret(pkcs8),
  })
  .describe("The service account's key file, as JSON.");

const apple = z
  .object({
    token: z
      .object({
        key: secret(pkcs8).describe('The text of the .p8 file.'),
        keyId: z.string().regex(/^[A-Z0-9]{10}$/, 'expected the 10 letters and digits of the key id'),
        teamId: z.string().regex(/^[A-Z0-9]{10}$/, 'expected the 10 letters and digits of the team id'),
      })
      .strict()
      .optional()
      .describe('A key for tokens; one serves all apps of a team.'),
    cert: pemCertificate.optional().describe('A certificate, PEM; it is for one topic.'),
    key: secret(pemKey).optional().describe('The key of the certificate, PEM.'),
    passphrase: secret(text).optional().describe('Of the key of the certificate.'),
    firebaseServiceAccount: firebaseServiceAccount.optional(),
    topic: text.optional().describe('The bundle id; left out, that of each installation.'),
    bundleId: text.optional().describe('An older name of topic.'),
    production: z.boolean().default(true).describe("Off: Apple's sandbox, for builds from Xcode."),
  })
  .strict()
  .superRefine(({ token, cert, key, firebaseServiceAccount: firebase, topic, bundleId }, context) => {
    const ways = [token, cert ?? key, firebase].filter((way) => way !== undefined).length;
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (ways !== 1)
      context.addIssue({ code: 'custom', message: 'expected exactly one of token, cert with key, and firebaseServiceAccount' });
    if (cert !== undefined && key === undefined) issue('key', 'expected the key of the certificate');
    if (key !== undefined && cert === undefined) issue('cert', 'expected the certificate of the key');
    if (cert !== undefined && topic === undefined && bundleId === undefined) issue('topic', 'expected the bundle id of the certificate');
    if (topic !== undefined && bundleId !== undefined && topic !== bundleId) issue('bundleId', 'expected the topic, or nothing');
  });

const google = z.object({ firebaseServiceAccount, appIdentifier }).strict();

const windows = z
  .object({
    packageSid: z
      .string()
      .regex(/^ms-app:\/\/s-1-15-2(?:-\d{1,10}){4,12}$/i, 'expected a package SID, ms-app://s-1-15-2-…')
      .optional(),
    clientId: text.optional().describe('With tenantId: the id of the application in Entra.'),
    clientSecret: secret(text),
    tenantId: z.guid('expected the id of a tenant, as in 00000000-0000-0000-0000-000000000000').optional(),
    appIdentifier,
  })
  .strict()
  .refine(
    ({ packageSid, clientId, tenantId }) =>
      (packageSid === undefined) !== (clientId === undefined) && (clientId === undefined) === (tenantId === undefined),
    'expected packageSid, or clientId with tenantId',
  );

const web = z
  .object({
    vapidDetails: z
      .object({
        subject: z
          .string()
          .max(320)
          .regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s/@]+(?:\/\S*)?)$/, 'expected a mailto: or https: address of yours'),
        publicKey: z.string().regex(/^[A-Za-z0-9_-]{87}$/, 'expected 65 bytes as base64url, 87 characters'),
        privateKey: secret(z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected 32 bytes as base64url, 43 characters')),
      })
      .strict(),
  })
  .strict();

const push = z
  .object({
    ios: oneOrMore(apple, ENTRIES_MAX).describe('iPhones and iPads; and the three below where they have no entries.'),
    osx: oneOrMore(apple, ENTRIES_MAX).describe('Macs.'),
    tvos: oneOrMore(apple, ENTRIES_MAX).describe('Apple TVs.'),
    watchos: oneOrMore(apple, ENTRIES_MAX).describe('Watches.'),
    android: oneOrMore(google, ENTRIES_MAX).describe('Android.'),
    fcm: oneOrMore(google, ENTRIES_MAX).describe('Devices whose pushType is fcm or gcm, and Android where it has no entries.'),
    winrt: oneOrMore(windows, ENTRIES_MAX).describe('Windows 8 and later.'),
    winphone: z
      .object({ enabled: z.boolean().default(true).describe('Off: Windows Phones get nothing. They need no credentials.') })
      .strict()
      .prefault({}),
    web: web.optional().describe('Browsers, by Web Push.'),
    frequencyCap,
    quietHours,
  })
  .strict()
  .prefault({})
  .describe('Credentials of push, by platform, and the rules by which installations are left in peace.');

const pushLimits = z
  .object({
    clientPushesPerMinute: z.int().min(1).max(10_000).default(10).describe('Pushes that one installation may send in a minute.'),
    transactionalRecipients: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe('Installations that one push of the lane `transactional` may be for.'),
  })
  .strict()
  .prefault({})
  .describe('Bounds on the pushes of the app.');

/** Settings that `push` owns; the workers send, and read the credentials. */
export const pushSettings = owned(
  {
    push,
    pushLimits,
    clientPushEnabled: z
      .boolean()
      .default(false)
      .describe('Clients may push, with keys that everybody can read in an app. Off in production.'),
    restPushEnabled: z.boolean().default(false).describe('Callers with the REST key may push.'),
  },
  { push: ['workers'] },
);

export type PushSettings = z.infer<typeof push>;
export type PushLimits = z.infer<typeof pushLimits>;
