import { hash } from 'node:crypto';
import { push } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { PushDocument, PushExpiry } from '../database/documents.ts';

type Body = Readonly<Record<string, unknown>>;

/** A push as it was asked for, in the words of the engine. */
export interface AskedPush extends Pick<PushDocument, 'policy' | 'lane' | 'local' | 'lateZones' | 'key'> {
  readonly where: Body;
  readonly data: Body;
  /** Undefined for at once. */
  readonly dueAt: Date | undefined;
  readonly expiry: PushExpiry | undefined;
  readonly title: string | undefined;
  readonly pushHash: string;
}

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws PushMisconfigured (115) and the other refusals of docs/contract/30-push-engine.md section 3.1 */
export function readPush(body: Body): AskedPush {
  const { where, channels, data, title } = body;
  if (where !== undefined && channels !== undefined) throw refused('Channels and query can not be set at the same time.');
  if (!isObject(data)) throw refused('A push needs data.');
  const options = isObject(body['options']) ? body['options'] : {};
  return {
    where: audienceOf(where, channels),
    data,
    dueAt: undefined,
    expiry: undefined,
    title: typeof title === 'string' ? title : undefined,
    pushHash: pushHashOf(data['alert']),
    policy: push.PUSH_POLICIES.find((policy) => policy === options['policy']) ?? 'at_most_once',
    lane: push.PUSH_LANES.find((lane) => lane === options['lane']) ?? 'auto',
    ...(typeof options['idempotencyKey'] === 'string' ? { key: options['idempotencyKey'] } : {}),
  };
}

export function audienceOf(where: unknown, channels: unknown): Body {
  if (isObject(where)) return where;
  const names = Array.isArray(channels) ? channels : typeof channels === 'string' ? [channels] : undefined;
  if (names === undefined) throw refused('Sending a push requires either "channels" or a "where" query.');
  return { channels: { $in: names } };
}

function pushHashOf(alert: unknown): string {
  if (alert === undefined) return hash('md5', '');
  return hash('md5', typeof alert === 'string' ? alert : JSON.stringify(alert));
}

function refused(message: string): ParseError {
  return new ParseError('PushMisconfigured', message);
}
