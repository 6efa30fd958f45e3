import { parsePush, type PushContext } from '../parse-push.ts';
import { sendersOf, type Sender } from '../../routing/senders.ts';

export const NOW = Date.UTC(2026, 11, 25, 12);
export const DAY = 86_400_000;
export const iso = (at: number) => new Date(at).toISOString();
export const sender = (platform: string, provider: Sender['provider']): Sender => ({ platform, provider, credential: platform });
export const SENDERS = sendersOf([sender('ios', 'apns'), sender('android', 'fcm'), sender('winrt', 'wns'), sender('winphone', 'mpns')]);
export const CONTEXT: PushContext = {
  caller: 'master',
  rights: { clientPushEnabled: false, restPushEnabled: false },
  senders: SENDERS,
  now: NOW,
  pushId: 'push123456',
};
export const parse = (body: unknown, context: Partial<PushContext> = {}) => parsePush(body, { ...CONTEXT, ...context });
/** `[code, text]` of the refusal. */
export const refusal = (body: unknown, context: Partial<PushContext> = {}): readonly [number, string] | 'accepted' => {
  try {
    parse(body, context);
    return 'accepted';
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return [code, message];
  }
};
export const code = (body: unknown, context: Partial<PushContext> = {}) => {
  const refused = refusal(body, context);
  return refused === 'accepted' ? refused : refused[0];
};
export const push = (more: Record<string, unknown> = {}) => ({ where: {}, data: { alert: 'hi' }, ...more });
