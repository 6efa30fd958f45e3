import { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { isConsoleError } from './api/console-error.ts';
import { onSignedOut } from './api/client.ts';
import { composeSearch } from './compose/search.ts';
import { gridSearch } from './data/search.ts';
import { Loading } from './parts/loading.tsx';
import { Broken, NotFound } from './shell/broken.tsx';
import { Shell } from './shell/shell.tsx';
import { sessionQuery } from './session/session.ts';

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: z.object({ back: z.catch(z._default(z.string(), '/'), '/') }),
  component: lazyRouteComponent(() => import('./session/sign-in.page.tsx'), 'Page'),
});
const firstRun = createRoute({
  getParentRoute: () => root,
  path: '/first-run',
  component: lazyRouteComponent(() => import('./session/first-run.page.tsx'), 'Page'),
});

/** Everything behind the sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to lead elsewhere
    if (session === null) throw redirect({ to: '/sign-in', search: { back: location.href } });
  },
  component: Shell,
});
const apps = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('./shell/apps.page.tsx'), 'Page'),
});
const administrators = createRoute({
  getParentRoute: () => inside,
  path: '/administrators',
  component: lazyRouteComponent(() => import('./administrators/administrators.page.tsx'), 'Page'),
});

const app = createRoute({ getParentRoute: () => inside, path: '/apps/$app', component: Outlet });
const start = createRoute({
  getParentRoute: () => app,
  path: '/',
  component: lazyRouteComponent(() => import('./start/start.page.tsx'), 'Page'),
});
const data = createRoute({
  getParentRoute: () => app,
  path: '/data',
  component: lazyRouteComponent(() => import('./data/data.page.tsx'), 'Page'),
});
const classes = createRoute({
  getParentRoute: () => data,
  path: '/',
  component: lazyRouteComponent(() => import('./data/no-class.tsx'), 'NoClass'),
});
const grid = createRoute({
  getParentRoute: () => data,
  path: '/$className',
  validateSearch: gridSearch,
  component: lazyRouteComponent(() => import('./data/class.page.tsx'), 'Page'),
});
const users = createRoute({
  getParentRoute: () => app,
  path: '/users',
  validateSearch: z.object({ text: z.catch(z._default(z.string(), ''), '') }),
  component: lazyRouteComponent(() => import('./users/users.page.tsx'), 'Page'),
});
const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  validateSearch: z.object({ find: z.catch(z._default(z.string(), ''), '') }),
  component: lazyRouteComponent(() => import('./settings/settings.page.tsx'), 'Page'),
});
const compose = createRoute({
  getParentRoute: () => app,
  path: '/push/new',
  validateSearch: composeSearch,
  component: lazyRouteComponent(() => import('./compose/compose.page.tsx'), 'Page'),
});
const audit = createRoute({
  getParentRoute: () => app,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit/audit.page.tsx'), 'Page'),
});

const routeTree = root.addChildren([
  signIn,
  firstRun,
  inside.addChildren([apps, administrators, app.addChildren([start, data.addChildren([classes, grid]), users, settings, audit, compose])]),
]);

/** Answers of the server that will not change by asking again at once. */
const isFinal = (error: unknown): boolean => isConsoleError(error) && error.status >= 400 && error.status < 500;

const makeRouter = (client: QueryClient) =>
  createRouter({
    routeTree,
    context: { client },
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: Broken,
  });

/** The router and the cache of answers; a session that ends leads to the sign-in, and back to the same screen. */
export function createConsole() {
  const client = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, gcTime: 60_000, retry: (count, error) => count < 1 && !isFinal(error), refetchOnWindowFocus: true },
    },
  });
  const router = makeRouter(client);
  onSignedOut(() => {
    client.setQueryData(sessionQuery.queryKey, null);
    void router.invalidate();
  });
  return { client, router };
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
