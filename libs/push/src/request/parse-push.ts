import { ParseError } from '@parlance/errors';
import { isObject, type UnknownObject } from '@parlance/values';
import type { ProviderName } from '../provider.ts';
import { bytesOf } from '../render/rendered.ts';
import { assertSizes } from '../render/sizes.ts';
import { DEVICE_TYPES } from '../routing/device-types.ts';
import { providersServing } from '../routing/route.ts';
import type { Senders } from '../routing/senders.ts';
import type { Expiration } from '../time/expiry.ts';
import { readAudience, type Audience } from './audience.ts';
import { readContent } from './content.ts';
import { readExperiment, type ExperimentRequest, type Variant } from './experiment.ts';
import { readOptions, type PushOptions } from './options.ts';
import { assertPlainJson } from './plain-json.ts';
import { assertMayPush, sourceOf, type PushCaller, type PushRights, type PushSource } from './push-caller.ts';
import { readExpiration, readPushTime } from './times.ts';

/** A push that may be sent: everything in it was checked. */
export interface PushRequest {
  readonly audience: Audience;
  /** The saved audience whose use is counted. */
  readonly audienceId: string | undefined;
  /** One, or those of the experiment. */
  readonly variants: readonly [Variant, ...Variant[]];
  readonly experiment: ExperimentRequest | undefined;
  readonly expiration: Expiration | undefined;
  readonly options: PushOptions;
  readonly source: PushSource;
  /** A label for the console. */
  readonly title: string | undefined;
}

export interface PushContext {
  readonly caller: PushCaller;
  readonly rights: PushRights;
  readonly senders: Senders;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The id that the push will have; payloads are measured with it. */
  readonly pushId: string;
  readonly appName?: string;
}

/** Bytes of the query as JSON. */
const WHERE_BYTES_MAX = 16_384;
const TITLE_LENGTH_MAX = 1_000;
/** As long as every MD5. */
const SOME_HASH = '0'.repeat(32);

/**
 * Reads the body of `POST /push`.
 *
 * @param body the result of JSON.parse; nothing in it is changed
 * @throws everything that docs/contract/30-push-engine.md section 3.1 lists, in its order: PushMisconfigured (115), MasterKeyRequired
 *   (119), InvalidChannels (134), InvalidChannelName (112), InvalidQuery (102), InvalidDeviceType (133), IncorrectType (111),
 *   InvalidPushTime (152), InvalidExpiration (138); InvalidFieldName (105) and InvalidJson (107) for JSON that is hostile
 */
export function parsePush(body: unknown, context: PushContext): PushRequest {
  if (!isObject(body)) throw new ParseError('InvalidJson', 'The body must be a JSON object.');
  assertConfigured(typesAsked(body), context.senders);
  assertMayPush(context.caller, body, context.rights);
  assertPlainJson(Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'where'))); // the parser of queries looks at that
  const audience = readAudience(body);
  const options = readOptions(body['options']);
  assertLane(options, context.caller, body['experiment'] !== undefined);
  const { experiment, variants } = versionsOf(body, options, context);
  const expiration = expirationOf(body, variants, context.now);
  const request: PushRequest = {
    audience,
    audienceId: typeof body['audience_id'] === 'string' ? body['audience_id'] : undefined,
    variants: variants as [Variant, ...Variant[]],
    experiment,
    expiration,
    options,
    source: sourceOf(context.caller, body['source']),
    title: typeof body['title'] === 'string' ? body['title'].slice(0, TITLE_LENGTH_MAX) : undefined,
  };
  if (audience.kind === 'query') assertQuerySize(audience.where);
  assertPayloadSizes(request, context);
  return request;
}

/** @throws PushMisconfigured (115) a query of more than 16 KB, also one that was saved */
export function assertQuerySize(where: UnknownObject): void {
  const bytes = bytesOf(JSON.stringify(where));
  if (bytes <= WHERE_BYTES_MAX) return;
  throw new ParseError('PushMisconfigured', `The query has ${bytes} bytes; at most ${WHERE_BYTES_MAX} are allowed.`);
}

function versionsOf(body: UnknownObject, { lateZones }: PushOptions, { caller, now }: PushContext) {
  if (body['experiment'] === undefined) {
    const content = readContent(body['data'], body);
    return { experiment: undefined, variants: [{ key: 'all', content, pushTime: readPushTime(body, lateZones, now) }] };
  }
  if (caller === 'client' || caller === 'rest') throw new ParseError('PushMisconfigured', 'An experiment takes the master key.');
  return readExperiment(body, lateZones, now);
}

/** A push that goes before all others, and past the rules of the app, is sent by the app itself, and tests nothing. */
function assertLane({ lane }: PushOptions, caller: PushCaller, isExperiment: boolean): void {
  if (lane !== 'transactional') return;
  if (caller === 'client' || caller === 'rest') throw new ParseError('PushMisconfigured', 'The lane transactional takes the master key.');
  if (isExperiment) throw new ParseError('PushMisconfigured', 'An experiment has another lane than transactional.');
}

/** The end of the push, which has to come after each of its beginnings. */
function expirationOf(body: UnknownObject, variants: readonly Variant[], now: number): Expiration | undefined {
  return variants.map(({ pushTime }) => readExpiration(body, pushTime, now))[0];
}

/** The device types that the sender asks for, read before anything was checked; undefined for all. */
function typesAsked({ type, deviceType, where }: UnknownObject): readonly string[] | undefined {
  const asked = type ?? deviceType ?? (isObject(where) ? where['deviceType'] : undefined);
  if (typeof asked === 'string') return [asked];
  const listed = isObject(asked) ? asked['$in'] : undefined;
  if (!Array.isArray(listed)) return undefined;
  return (listed as readonly unknown[]).filter((item) => typeof item === 'string');
}

/**
 * Windows Phones need no credentials, so they alone do not make push configured: it is asked for by name there.
 *
 * A type that does not exist, or that nothing is delivered to, is no question of credentials.
 */
function assertConfigured(types: readonly string[] | undefined, senders: Senders): void {
  const known = types?.filter((type) => (DEVICE_TYPES as readonly string[]).includes(type) && type !== 'dotnet');
  if (types !== undefined && known?.length !== types.length) return;
  const platforms = known ?? DEVICE_TYPES.filter((type) => type !== 'winphone');
  if (platforms.length === 0 || platforms.some((type) => providersServing(type, senders).size > 0)) return;
  throw new ParseError('PushMisconfigured', 'Missing push configuration');
}

function assertPayloadSizes({ audience, variants }: PushRequest, { senders, pushId, appName, now }: PushContext): void {
  const types = (audience.kind === 'query' ? audience.deviceTypes : undefined) ?? DEVICE_TYPES.filter((type) => type !== 'winphone');
  const platforms = types.flatMap((type) => [...providersServing(type, senders)].map((name): [string, ProviderName] => [type, name]));
  const context = { pushId, pushHash: SOME_HASH, time: now, appName };
  for (const { content } of variants) assertSizes(content, distinct(platforms), context);
}

/** Devices of Apple differ in nothing that is measured. */
function distinct(platforms: readonly [string, ProviderName][]): readonly [string, ProviderName][] {
  const merged = new Map(platforms.map((pair) => [`${pair[1]} ${pair[1] === 'fcm' ? pair[0] : ''}`, pair]));
  return [...merged.values()];
}
