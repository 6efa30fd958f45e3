import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { call } from '../api/client.ts';
import type { JsonObject } from './json-object.ts';

export const UNDO_SECONDS = 10;

export type SendingState =
  | { readonly kind: 'ready' | 'undone' | 'sending' }
  | { readonly kind: 'waiting'; readonly seconds: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Counts down, and sends then. A person who leaves the page before that has sent nothing. All tries of one request have one id, so that devices
 * get it once however often it is tried.
 */
export function useSending(app: string, request: JsonObject, onSent: (id: string) => void) {
  const [state, setState] = useState<SendingState>({ kind: 'ready' });
  const id = useRequestId(request);
  const send = useEffectEvent(async () => {
    setState({ kind: 'sending' });
    try {
      const sent = await call('push/send', { app, request: { ...request }, requestId: id() });
      onSent(sent.id);
    } catch (error) {
      setState({ kind: 'failed', error });
    }
  });
  const seconds = state.kind === 'waiting' ? state.seconds : undefined;
  useEffect(() => {
    if (seconds === undefined) return undefined;
    const next = () => (seconds <= 1 ? void send() : setState({ kind: 'waiting', seconds: seconds - 1 }));
    const timer = setTimeout(next, 1_000);
    return () => clearTimeout(timer);
  }, [seconds]);
  const begin = () => setState({ kind: 'waiting', seconds: UNDO_SECONDS });
  const undo = () => setState({ kind: 'undone' });
  return { state, begin, undo };
}

/** An id that stays as long as the request does. */
function useRequestId(request: JsonObject): () => string {
  const kept = useRef({ json: '', id: '' });
  return () => {
    const json = JSON.stringify(request);
    if (kept.current.json !== json) kept.current = { json, id: crypto.randomUUID() };
    return kept.current.id;
  };
}
