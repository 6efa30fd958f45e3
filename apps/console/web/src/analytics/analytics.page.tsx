import { Group } from '@mantine/core';
import { getRouteApi, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Page as Screen } from '../parts/page.tsx';
import { ButtonLink } from '../parts/links.tsx';
import { t } from '../texts/index.ts';
import classes from './analytics.module.css';
import { RangeBar } from './range-bar.tsx';

const route = getRouteApi('/inside/apps/$app/analytics');
const PAGES = [
  { to: '/apps/$app/analytics', label: t.analytics.overview },
  { to: '/apps/$app/analytics/requests', label: t.analytics.requests },
  { to: '/apps/$app/analytics/events', label: t.analytics.events },
  { to: '/apps/$app/analytics/audience', label: t.analytics.audience },
  { to: '/apps/$app/analytics/retention', label: t.analytics.retention },
  { to: '/apps/$app/analytics/funnel', label: t.analytics.funnel },
  { to: '/apps/$app/analytics/errors', label: t.analytics.errors },
  { to: '/apps/$app/analytics/explorer', label: t.analytics.explorer },
] as const;
/** Pages without a graph over steps. */
const BY_DAY = ['/audience', '/retention', '/funnel'];

/** The frame of the pages of analytics: links to each, and the range that they share. */
export function Page() {
  const { app } = route.useParams();
  const search = route.useSearch();
  const { range, from, to, step } = search;
  const navigate = useNavigate();
  const pathname = useLocation({ select: (location) => location.pathname });
  return (
    <Screen title={t.analytics.title} text={t.analytics.text}>
      <Group component="nav" gap={4} aria-label={t.analytics.pages}>
        {PAGES.map((page) => (
          <ButtonLink
            key={page.to}
            className={classes.tab ?? ''}
            variant="default"
            size="compact-sm"
            to={page.to}
            params={{ app }}
            search={{ range, from, to, step }}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {page.label}
          </ButtonLink>
        ))}
      </Group>
      <RangeBar
        search={search}
        hasSteps={!BY_DAY.some((page) => pathname.endsWith(page))}
        onChange={(change) => void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })}
      />
      <Outlet />
    </Screen>
  );
}
