import { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { isConsoleError } from './api/console-error.ts';
import { onSignedOut } from './api/client.ts';
import { configSearch } from './config/search.ts';
import { cloudSearch } from './cloud/search.ts';
import * as search from './analytics/search.ts';
import { composeSearch } from './compose/search.ts';
import { gridSearch } from './data/search.ts';
import { fleetSearch } from './fleet/search.ts';
import { Loading } from './parts/loading.tsx';
import { pushesSearch } from './pushes/search.ts';
import { Broken, NotFound } from './shell/broken.tsx';
import { Shell } from './shell/shell.tsx';
import { sessionQuery } from './session/session.ts';
import { transfersSearch } from './transfers/search.ts';

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
const account = createRoute({
  getParentRoute: () => inside,
  path: '/account',
  component: lazyRouteComponent(() => import('./account/account.page.tsx'), 'Page'),
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
const pushes = createRoute({ getParentRoute: () => app, path: '/push', component: Outlet });
const pushList = createRoute({
  getParentRoute: () => pushes,
  path: '/',
  validateSearch: pushesSearch,
  component: lazyRouteComponent(() => import('./pushes/pushes.page.tsx'), 'Page'),
});
const push = createRoute({
  getParentRoute: () => pushes,
  path: '/$pushId',
  component: lazyRouteComponent(() => import('./pushes/push.page.tsx'), 'Page'),
});
const experiment = createRoute({
  getParentRoute: () => pushes,
  path: '/experiments/$id',
  component: lazyRouteComponent(() => import('./pushes/experiment.page.tsx'), 'Page'),
});
const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  validateSearch: z.object({ find: z.catch(z._default(z.string(), ''), ''), compare: z.catch(z.optional(z.string()), undefined) }),
  component: lazyRouteComponent(() => import('./settings/settings.page.tsx'), 'Page'),
});
const cloud = createRoute({
  getParentRoute: () => app,
  path: '/cloud',
  validateSearch: cloudSearch,
  component: lazyRouteComponent(() => import('./cloud/cloud.page.tsx'), 'Page'),
});
const transfers = createRoute({
  getParentRoute: () => app,
  path: '/transfers',
  validateSearch: transfersSearch,
  component: lazyRouteComponent(() => import('./transfers/transfers.page.tsx'), 'Page'),
});
const usage = createRoute({
  getParentRoute: () => app,
  path: '/usage',
  component: lazyRouteComponent(() => import('./usage/usage.page.tsx'), 'Page'),
});
const fleet = createRoute({
  getParentRoute: () => inside,
  path: '/fleet',
  validateSearch: fleetSearch,
  component: lazyRouteComponent(() => import('./fleet/fleet.page.tsx'), 'Page'),
});
const keys = createRoute({
  getParentRoute: () => app,
  path: '/keys',
  component: lazyRouteComponent(() => import('./keys/keys.page.tsx'), 'Page'),
});
const queries = createRoute({
  getParentRoute: () => app,
  path: '/queries',
  validateSearch: z.object({ className: z.catch(z._default(z.string(), ''), ''), within: z.catch(z._default(z.string(), 'any'), 'any') }),
  component: lazyRouteComponent(() => import('./queries/queries.page.tsx'), 'Page'),
});
const config = createRoute({
  getParentRoute: () => app,
  path: '/config',
  validateSearch: configSearch,
  component: lazyRouteComponent(() => import('./config/config.page.tsx'), 'Page'),
});
const compose = createRoute({
  getParentRoute: () => pushes,
  path: '/new',
  validateSearch: composeSearch,
  component: lazyRouteComponent(() => import('./compose/compose.page.tsx'), 'Page'),
});
const audit = createRoute({
  getParentRoute: () => app,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit/audit.page.tsx'), 'Page'),
});

const analytics = createRoute({
  getParentRoute: () => app,
  path: '/analytics',
  validateSearch: search.analyticsSearch,
  component: lazyRouteComponent(() => import('./analytics/analytics.page.tsx'), 'Page'),
});
const analyticsPages = [
  createRoute({
    getParentRoute: () => analytics,
    path: '/',
    component: lazyRouteComponent(() => import('./analytics/overview.page.tsx'), 'Page'),
  }),
  createRoute({
    getParentRoute: () => analytics,
    path: '/requests',
    validateSearch: search.requestsSearch,
    component: lazyRouteComponent(() => import('./analytics/requests.page.tsx'), 'Page'),
  }),
  createRoute({
    getParentRoute: () => analytics,
    path: '/events',
    validateSearch: search.eventsSearch,
    component: lazyRouteComponent(() => import('./analytics/events.page.tsx'), 'Page'),
  }),
  createRoute({
    getParentRoute: () => analytics,
    path: '/audience',
    validateSearch: search.audienceSearch,
    component: lazyRouteComponent(() => import('./analytics/audience.page.tsx'), 'Page'),
  }),
  createRoute({
    getParentRoute: () => analytics,
    path: '/retention',
    validateSearch: search.retentionSearch,
    component: lazyRouteComponent(() => import('./analytics/retention.page.tsx'), 'Page'),
  }),
  createRoute({
    getParentRoute: () => analytics,
    path: '/funnel',
    validateSearch: search.funnelSearch,
    component: lazyRouteComponent(() => import('./analytics/funnel.page.tsx'), 'Page'),
  }),
  createRoute({
    getParentRoute: () => analytics,
    path: '/errors',
    component: lazyRouteComponent(() => import('./analytics/errors.page.tsx'), 'Page'),
  }),
  createRoute({
    getParentRoute: () => analytics,
    path: '/explorer',
    validateSearch: search.explorerSearch,
    component: lazyRouteComponent(() => import('./analytics/explorer/explorer.page.tsx'), 'Page'),
  }),
] as const;

const routeTree = root.addChildren([
  signIn,
  firstRun,
  inside.addChildren([
    apps,
    administrators,
    account,
    fleet,
    app.addChildren([
      start,
      data.addChildren([classes, grid]),
      users,
      pushes.addChildren([pushList, compose, push, experiment]),
      config,
      analytics.addChildren(analyticsPages),
      cloud,
      transfers,
      usage,
      settings,
      keys,
      queries,
      audit,
    ]),
  ]),
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
