import { queryOptions, useQueryClient, useSuspenseQuery, type QueryClient } from '@tanstack/react-query';
import { isConsoleError } from '../api/console-error.ts';
import { csrfHeader, keepCsrf } from '../api/client.ts';
import { posting, request } from '../api/http.ts';

/** The administrator who is signed in, and the address at which clients reach the apps. */
export interface Session {
  readonly administrator: {
    readonly id: string;
    readonly name: string;
    readonly email?: string;
    readonly role?: string;
    readonly scopes: readonly string[];
    /** Absent or 'all': every app, and the deployment. */
    readonly apps?: 'all' | readonly string[];
    /** Whether sign-ins ask for a code of their device. */
    readonly secondFactor?: boolean;
  };
  readonly csrf: string;
  readonly parse?: string | null;
  /** Whether the console can carry files of imports and exports. */
  readonly carries?: boolean;
}

const PATH = '/session';

function kept(answer: unknown): Session {
  const session = answer as Session;
  keepCsrf(session.csrf);
  return session;
}

/** The session, or null for visitors without one. */
export const sessionQuery = queryOptions<Session | null>({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    try {
      return kept(await request(PATH, { signal }));
    } catch (error) {
      if (isConsoleError(error, 401)) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly code?: string;
}
export interface FirstRun {
  readonly link: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export const signIn = async (credentials: Credentials): Promise<Session> => kept(await request(PATH, posting(credentials)));
export const firstRun = async (facts: FirstRun): Promise<Session> => kept(await request('/first-run', posting(facts)));

/** Ends the session everywhere, and forgets all that was read within it. */
export async function signOut(client: QueryClient): Promise<void> {
  await request(PATH, { method: 'DELETE', headers: csrfHeader() });
  client.clear();
  client.setQueryData(sessionQuery.queryKey, null);
}

/** The session of a screen that only signed-in administrators reach. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new Error('This screen is shown to signed-in administrators alone.');
  return data;
}

/** Tells whether the administrator has a right, such as `data:write`, which includes the right to read. The server checks it again. */
export function useMay(): (scope: string) => boolean {
  const { administrator } = useSession();
  return (scope) =>
    administrator.scopes.includes(scope) || (scope.endsWith(':read') && administrator.scopes.includes(scope.replace(/read$/, 'write')));
}

/** True for administrators who are not limited to some apps. */
export function useEverywhere(): boolean {
  const { apps } = useSession().administrator;
  return apps === undefined || apps === 'all';
}

export function useAdopt(): (session: Session) => void {
  const client = useQueryClient();
  return (session) => {
    client.clear();
    client.setQueryData(sessionQuery.queryKey, session);
  };
}
