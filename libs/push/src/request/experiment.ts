import { ParseError } from '@parlance/errors';
import { isObject, type UnknownObject } from '@parlance/values';
import type { PushContent } from '../render/content.ts';
import { localeIn } from '../text/locales.ts';
import type { Moment } from '../time/moment.ts';
import type { LateZones } from '../time/waves.ts';
import { readContent } from './content.ts';
import { readPushTime } from './times.ts';

export const EXPERIMENT_TYPES = ['message', 'time'] as const;
export type ExperimentType = (typeof EXPERIMENT_TYPES)[number];

export interface ExperimentRequest {
  readonly name: string;
  readonly type: ExperimentType;
  /** 1 to 100; the test audience's part of all. */
  readonly sizePercent: number;
}

/** One version of a push: the only one, or one of those that an experiment compares. */
export interface Variant {
  /** `A`, `B` and so on; `all` outside of experiments. */
  readonly key: string;
  readonly content: PushContent;
  /** Undefined for now. */
  readonly pushTime: Moment | undefined;
}

const VARIANTS_MAX = 10;
const NAME_LENGTH_MAX = 200;
const SIZE_PERCENT_DEFAULT = 50;
/** Devices without which nothing is compared. */
const DEVICES_MIN = 2;

/**
 * Reads an experiment and its variants.
 *
 * Message: each variant has `data`, and all have the push's time. Time: each has a `push_time`, and all have the push's `data`.
 *
 * @param now milliseconds since the epoch
 * @throws PushMisconfigured (115) EXP-15: no name, other than 2 to 10 variants, an empty message; EXP-17: texts in several languages;
 *   everything that the parts of a push refuse
 * Source: docs/contract/30-push-engine.md section 9.1.
 */
export function readExperiment(
  body: UnknownObject,
  lateZones: LateZones,
  now: number,
): { experiment: ExperimentRequest; variants: Variant[] } {
  const json = body['experiment'];
  if (!isObject(json)) throw misconfigured('experiment must be an object.');
  const { name, type, variants } = json;
  if (typeof name !== 'string' || name.trim() === '' || name.length > NAME_LENGTH_MAX) {
    throw misconfigured(`experiment.name must be a string of 1 to ${NAME_LENGTH_MAX} characters.`);
  }
  if (type !== 'message' && type !== 'time') throw misconfigured(`experiment.type must be one of ${EXPERIMENT_TYPES.join(', ')}.`);
  if (!Array.isArray(variants) || variants.length < 2 || variants.length > VARIANTS_MAX || !variants.every(isObject)) {
    throw misconfigured(`experiment.variants must be a list of 2 to ${VARIANTS_MAX} objects.`);
  }
  const read = type === 'message' ? messages(body, variants, lateZones, now) : moments(body, variants, lateZones, now);
  for (const { content } of read) assertTestable(content);
  return { experiment: { name: name.trim(), type, sizePercent: sizeOf(json['size_percent'], type) }, variants: read };
}

/** @throws PushMisconfigured (115) EXP-15: a test audience too small for one device in each of two groups */
export function assertEnoughDevices(devices: number): void {
  if (devices >= DEVICES_MIN) return;
  throw misconfigured(`An experiment needs a test audience of ${DEVICES_MIN} devices at least; this one has ${devices}.`);
}

function messages(body: UnknownObject, variants: readonly UnknownObject[], lateZones: LateZones, now: number): Variant[] {
  const pushTime = readPushTime(body, lateZones, now);
  return variants.map((variant, at) => {
    if (variant['push_time'] !== undefined) throw misconfigured('Variants of a message test have one time, the push_time of the push.');
    return { key: keyOf(at), content: readContent(variant['data'], body), pushTime };
  });
}

function moments(body: UnknownObject, variants: readonly UnknownObject[], lateZones: LateZones, now: number): Variant[] {
  if (body['push_time'] !== undefined) throw misconfigured('A time test has its times in its variants, and no push_time of its own.');
  const content = readContent(body['data'], body);
  const read = variants.map((variant, at): Variant => {
    if (variant['data'] !== undefined) throw misconfigured('Variants of a time test have one message, the data of the push.');
    if (variant['push_time'] === undefined) throw misconfigured('Each variant of a time test has a push_time.');
    return { key: keyOf(at), content, pushTime: readPushTime(variant, lateZones, now) };
  });
  if (new Set(read.map(({ pushTime }) => JSON.stringify(pushTime))).size < read.length) {
    throw misconfigured('The variants of a time test have different times.');
  }
  return read;
}

function sizeOf(json: unknown, type: ExperimentType): number {
  if (type === 'time') {
    if (json === undefined || json === 100) return 100;
    throw misconfigured('experiment.size_percent of a time test is 100: it has no launch group.');
  }
  if (json === undefined) return SIZE_PERCENT_DEFAULT;
  if (typeof json === 'number' && json >= 1 && json <= 100) return json;
  throw misconfigured('experiment.size_percent must be a number from 1 to 100.');
}

function assertTestable({ data }: PushContent): void {
  const { alert } = data;
  const parts: readonly unknown[] = isObject(alert) ? ['body', 'title', 'loc-key'].map((part) => alert[part]) : [alert];
  if (!parts.some((part) => typeof part === 'string' && part.trim() !== ''))
    throw misconfigured('The message of an experiment has an alert.');
  const localised = Object.keys(data).find((key) => localeIn(key) !== undefined);
  if (localised !== undefined)
    throw misconfigured(`An experiment has its texts in one language: ${localised.slice(0, 64)} is one too many.`);
}

const keyOf = (at: number) => String.fromCharCode('A'.charCodeAt(0) + at);

function misconfigured(message: string): ParseError {
  return new ParseError('PushMisconfigured', message);
}
