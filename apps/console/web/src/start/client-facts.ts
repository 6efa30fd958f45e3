import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { useSession } from '../session/session.ts';
import type { ClientFacts } from './snippets.ts';

const PLACEHOLDER = 'https://YOUR-SERVER/parse';
/** Kinds of keys that ship in clients. */
const PUBLIC_KINDS: readonly string[] = ['client', 'javascript', 'rest', 'dotNet'];

/** The facts that clients of an app need. @returns `known`: whether the address of the gateway is the real one */
export function useClientFacts(app: string) {
  const { parse } = useSession();
  const query = useQuery({ queryKey: ['keys', app], queryFn: ({ signal }) => call('keys/list', { app }, signal) });
  const keys = Object.fromEntries(
    (query.data?.keys ?? []).flatMap(({ kind, key, until }) =>
      key !== undefined && until === null && PUBLIC_KINDS.includes(kind) ? [[kind, key] as const] : [],
    ),
  );
  const facts: ClientFacts = { url: (parse ?? PLACEHOLDER).replace(/\/$/, ''), applicationId: app, keys };
  return { query, facts, known: typeof parse === 'string' };
}
