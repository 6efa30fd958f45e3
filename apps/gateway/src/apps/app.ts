import type { SettingsOf } from '@parlance/app-settings';
import { config, type AppCode } from '@parlance/contracts';
import { AddressList } from '../callers/address-list.ts';
import { compileDenylist, type DeniedKeyword } from '../denylist/denied-keywords.ts';
import { compileQuotas, type CompiledQuotas } from '../quotas/request-quotas.ts';
import { compilePaths } from '../idempotency/request-paths.ts';
import { compileRateLimits, type RateLimit } from '../rate-limits/rate-limit.ts';
import { CorsPolicy } from '../reply/cors.ts';

type KeyKind = config.ClientKey | config.PrivilegedKey;

/** An app as requests need it: its entry in the registry, made ready once for all of them. */
export interface App {
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly settings: SettingsOf<'gateway'>;
  /** SHA-256 of the keys of each kind. */
  readonly digests: Readonly<Record<KeyKind, readonly Buffer[]>>;
  /** False when the app declares no client key of any kind: then its id alone identifies it. */
  readonly needsClientKey: boolean;
  /** From where each privileged key is accepted. */
  readonly addresses: Readonly<Record<config.PrivilegedKey, AddressList>>;
  readonly cors: CorsPolicy;
  readonly idempotentPaths: readonly RegExp[];
  readonly deniedKeywords: readonly DeniedKeyword[];
  readonly rateLimits: readonly RateLimit[];
  /** Undefined for an app without quotas on its requests. */
  readonly requestQuotas: CompiledQuotas | undefined;
  /** Code of the app, or a webhook, may have to learn of its requests. */
  readonly hasCode: boolean;
  /** Triggers of code and webhooks, by class. */
  readonly triggers: AppCode['triggers'];
  /** Its code was never loaded yet. */
  readonly isLoading: boolean;
}

const DIGEST_BYTES = 32;

export function compileApp({ id, name, keys, settings, code }: config.AppForGateway): App {
  const digestsOf = (kind: KeyKind) => decodeDigests(keys[kind] ?? []);
  return {
    id,
    name,
    settings,
    digests: {
      client: digestsOf('client'),
      javascript: digestsOf('javascript'),
      rest: digestsOf('rest'),
      dotNet: digestsOf('dotNet'),
      master: digestsOf('master'),
      readOnlyMaster: digestsOf('readOnlyMaster'),
      maintenance: digestsOf('maintenance'),
    },
    // By the keys that are declared, not by those that could be decoded: a damaged digest must not open the app.
    needsClientKey: config.CLIENT_KEYS.some((kind) => (keys[kind]?.length ?? 0) > 0),
    addresses: {
      master: new AddressList(settings.masterKeyIps),
      readOnlyMaster: new AddressList(settings.readOnlyMasterKeyIps),
      maintenance: new AddressList(settings.maintenanceKeyIps),
    },
    cors: new CorsPolicy(settings),
    idempotentPaths: compilePaths(settings.idempotency.paths),
    deniedKeywords: compileDenylist(settings.requestKeywordDenylist),
    rateLimits: compileRateLimits(settings.rateLimit, code.rateLimits),
    requestQuotas: compileQuotas(settings.quotas),
    hasCode: code.state !== 'none',
    triggers: code.triggers,
    isLoading: code.state === 'loading',
  };
}

/** Digests of the wrong length match no key; comparing them would throw. */
function decodeDigests(encoded: readonly string[]): readonly Buffer[] {
  return encoded.map((digest) => Buffer.from(digest, 'base64')).filter((digest) => digest.length === DIGEST_BYTES);
}
