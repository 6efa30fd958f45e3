import { Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { t } from '../texts/index.ts';
import { CountsGraph } from './counts-graph.tsx';
import { Live } from './live.tsx';
import { askedRange } from './range.ts';

const route = getRouteApi('/inside/apps/$app/analytics/');
const NO_EVENTS = { title: t.analytics.noEvents, next: t.analytics.noEventsNext };
const NO_OPENS = { title: t.analytics.noOpens, next: t.analytics.noOpensNext };

/** Requests as they come, app opens by their cause, and events by name. */
export function Page() {
  const { app } = route.useParams();
  const range = askedRange(route.useSearch());
  return (
    <Stack>
      <Live app={app} />
      {range !== undefined && (
        <>
          <CountsGraph
            title={t.analytics.opens}
            text={t.analytics.opensText}
            request={{ app, event: 'AppOpened', groupBy: 'cause', ...range }}
            nameOf={(cause) => t.analytics.causes[cause] ?? cause}
            empty={NO_OPENS}
          />
          <CountsGraph title={t.analytics.eventsTitle} request={{ app, groupBy: 'event', ...range }} empty={NO_EVENTS} />
        </>
      )}
    </Stack>
  );
}
