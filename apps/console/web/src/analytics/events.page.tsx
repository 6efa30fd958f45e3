import { Button, Stack, Table } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Empty } from '../parts/empty.tsx';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import { Answer, useAnswer } from './answer.tsx';
import { EventView } from './event-view.tsx';
import classes from './graph/graph.module.css';
import { percent, plainName, type Counts } from './graph/series.ts';
import { askedRange, type AskedRange } from './range.ts';

const route = getRouteApi('/inside/apps/$app/analytics/events');
/** Names that have counts of their own in a day. */
const NAMES_MAX = 500;

/** The events of an app by name, and one of them closely. */
export function Page() {
  const { app } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const range = askedRange(search);
  if (range === undefined) return null;
  const change = (changed: Partial<typeof search>) => void navigate({ search: { ...search, ...changed } });
  if (search.event === undefined)
    return <Names app={app} range={range} onOpen={(event) => change({ event, segment: undefined, filters: [] })} />;
  const { event, segment, filters } = search;
  return <EventView key={event} app={app} range={range} view={{ event, segment, filters }} onChange={change} />;
}

function Names({ app, range, onOpen }: { app: string; range: AskedRange; onOpen: (event: string) => void }) {
  const query = useAnswer('analytics/count', { app, groupBy: 'event', top: NAMES_MAX, ...range });
  return (
    <Answer query={query}>
      {(answer) =>
        answer.total === 0 ? (
          <Empty title={t.analytics.noEvents} next={t.analytics.noEventsNext} />
        ) : (
          <NamesTable answer={answer} onOpen={onOpen} />
        )
      }
    </Answer>
  );
}

function NamesTable({ answer: { groups = [], rest, total }, onOpen }: { answer: Counts; onOpen: (event: string) => void }) {
  return (
    <Stack>
      <Table aria-label={t.analytics.eventsTitle}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.analytics.event}</Table.Th>
            <Table.Th ta="right">{t.analytics.count}</Table.Th>
            <Table.Th ta="right">{t.analytics.share}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map((group) => (
            <Table.Tr key={group.value}>
              <Table.Td className={classes.value}>
                <Button variant="subtle" size="compact-sm" onClick={() => onOpen(group.value)}>
                  {plainName(group.value)}
                </Button>
              </Table.Td>
              <Table.Td ta="right">{number(group.total)}</Table.Td>
              <Table.Td ta="right">{percent(group.total, total)}</Table.Td>
            </Table.Tr>
          ))}
          {rest !== undefined && rest.total > 0 && (
            <Table.Tr>
              <Table.Td>{t.analytics.others}</Table.Td>
              <Table.Td ta="right">{number(rest.total)}</Table.Td>
              <Table.Td ta="right">{percent(rest.total, total)}</Table.Td>
            </Table.Tr>
          )}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th>{t.analytics.total}</Table.Th>
            <Table.Th ta="right">{number(total)}</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Stack>
  );
}
