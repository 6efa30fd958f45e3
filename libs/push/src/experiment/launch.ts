import { ParseError } from '@parlance/errors';
import { isObject, type UnknownObject } from '@parlance/values';

/** The experiment as far as its launch goes. */
export interface Launchable {
  readonly type: 'message' | 'time';
  readonly sizePercent: number;
  readonly where: UnknownObject;
  /** The body of the push of each version, by its key, A to J. */
  readonly variants: ReadonlyMap<string, UnknownObject>;
}

/** Members of a launch that a push has too. */
const TIMES = ['push_time', 'expiration_time', 'expiration_interval'] as const;
const MEMBERS: readonly string[] = ['choice', 'title', ...TIMES];
/** Members of a version's push that its launch keeps: all that says how the message is shown. */
const KEPT = ['data', 'notification', 'rawPayload', 'apns', 'android', 'windows', 'web', 'title'] as const;

/**
 * The body of the push by which a version is launched, as `POST /push` takes it.
 *
 * @param json body of the launch: `{choice, push_time?, expiration_time?, expiration_interval?, title?}`
 * @throws PushMisconfigured (115) EXP-13: a test of times, or of everybody; a choice that there is not, or a member that there is not
 */
export function launchBody(json: unknown, { type, sizePercent, where, variants }: Launchable): { choice: string; body: UnknownObject } {
  if (type === 'time') throw misconfigured('A test of times has nothing to launch.');
  if (sizePercent >= 100) throw misconfigured('Everybody took part in this experiment: nobody is left to launch to.');
  if (!isObject(json)) throw misconfigured('A launch is an object with the choice.');
  const unknown = Object.keys(json).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) throw misconfigured(`A launch has no member ${unknown.slice(0, 64)}.`);
  const choice = typeof json['choice'] === 'string' ? json['choice'].trim().toUpperCase() : '';
  const variant = variants.get(choice);
  if (variant === undefined) throw misconfigured(`choice must be one of ${[...variants.keys()].join(', ')}.`);
  const { idempotencyKey: _, dryRun: __, ...options } = isObject(variant['options']) ? variant['options'] : {};
  const picked = (from: UnknownObject, names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]] as const])));
  return { choice, body: { ...picked(variant, KEPT), options, ...picked(json, [...TIMES, 'title']), where } };
}

function misconfigured(message: string): ParseError {
  return new ParseError('PushMisconfigured', message);
}
