import { z } from 'zod';

const TTL_SECONDS_MAX = 28 * 86_400;
const PAYLOAD_BYTES_MAX = 4_096;
const TOKEN = /^[\w:-]{8,4096}$/;

const strings = z.record(z.string(), z.string('Invalid value, must be a string'));
const data = strings.refine((map) => Object.keys(map).every((key) => !isReserved(key)), 'Invalid data payload key');
const object = z.record(z.string(), z.unknown());

const ttl = z
  .string()
  .regex(/^\d+(\.\d{1,9})?s$/, 'Invalid duration format')
  .refine((value) => Number(value.slice(0, -1)) <= TTL_SECONDS_MAX, 'TTL must be at most 28 days');

const notification = z.strictObject({ title: z.string().optional(), body: z.string().optional(), image: z.string().optional() });

const android = z.strictObject({
  collapse_key: z.string().optional(),
  priority: z.enum(['normal', 'high', 'NORMAL', 'HIGH']).optional(),
  ttl: ttl.optional(),
  restricted_package_name: z.string().optional(),
  data: data.optional(),
  notification: object.optional(),
  fcm_options: object.optional(),
  direct_boot_ok: z.boolean().optional(),
  bandwidth_constrained_ok: z.boolean().optional(),
  restricted_satellite_ok: z.boolean().optional(),
});

const webpush = z.strictObject({
  headers: strings.optional(),
  data: data.optional(),
  notification: object.optional(),
  fcm_options: object.optional(),
});
const apns = z.strictObject({ headers: strings.optional(), payload: object.optional(), fcm_options: object.optional() });

/** A message of FCM v1. Source: Firebase, "REST Resource: projects.messages". Firebase takes camel case too; the SDKs send snake case. */
const message = z.strictObject({
  token: z.string().optional(),
  topic: z.string().optional(),
  condition: z.string().optional(),
  data: data.optional(),
  notification: notification.optional(),
  android: android.optional(),
  webpush: webpush.optional(),
  apns: apns.optional(),
  fcm_options: object.optional(),
});
export type FcmMessage = z.infer<typeof message>;

const envelope = z.strictObject({ message, validate_only: z.boolean().optional() });

export type FcmChecked =
  | { readonly refusal: 'INVALID_ARGUMENT' | 'INVALID_REGISTRATION'; readonly detail?: string }
  | { readonly message: FcmMessage; readonly target: string; readonly validateOnly: boolean };

/** Checks the JSON of a request. `detail` reads "field: complaint". */
export function checkMessage(json: unknown): FcmChecked {
  const parsed = envelope.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid(issue?.path.join('.') ?? '', issue?.message ?? 'Invalid JSON payload received.');
  }
  const { message: found, validate_only: validateOnly = false } = parsed.data;
  const targets = [found.token, found.topic, found.condition].filter((target) => target !== undefined);
  const [target] = targets;
  if (target === undefined) return invalid('message', 'Recipient of the message is not set.');
  if (targets.length > 1) return invalid('message', 'Only one of token, topic and condition may be set.');
  if (found.token !== undefined && !TOKEN.test(found.token)) return { refusal: 'INVALID_REGISTRATION' };
  if (payloadBytes(found) > PAYLOAD_BYTES_MAX) return invalid('message', 'Message is too big: its payload has more than 4096 bytes.');
  return { message: found, target, validateOnly };
}

const invalid = (field: string, complaint: string): FcmChecked => ({ refusal: 'INVALID_ARGUMENT', detail: `${field}: ${complaint}` });

const isReserved = (key: string): boolean => key === 'from' || key === 'message_type' || /^(google\.|gcm\.notification\.)/.test(key);

/** Keys and values of the data and of the notification, in UTF-8: the part of a message that FCM limits. */
function payloadBytes({ data = {}, notification = {}, android: { data: own = {}, notification: drawn = {} } = {} }: FcmMessage): number {
  let bytes = 0;
  for (const [key, value] of [data, own, notification].flatMap((map) => Object.entries<string>(map))) {
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  return bytes + (Object.keys(drawn).length === 0 ? 0 : Buffer.byteLength(JSON.stringify(drawn)));
}
