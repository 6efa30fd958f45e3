import type { ConnectProvider } from '@parlance/push-providers';

/** Providers that take every message and send none, so that the rest of a push is measured by itself. */
export const connectNothing: ConnectProvider = () => ({
  send: (messages) => Promise.resolve(messages.map(() => ({ kind: 'sent' }))),
  check: () => Promise.resolve({ ok: true, answer: '200' }),
  close: () => Promise.resolve(),
});
