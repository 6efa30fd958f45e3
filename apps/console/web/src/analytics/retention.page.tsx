import { Group, Stack, Table, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReplyOf } from '../api/operations.ts';
import { Empty } from '../parts/empty.tsx';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import classes from './analytics.module.css';
import { Answer, useAnswer } from './answer.tsx';
import { KindSelect } from './audience.page.tsx';
import { percent, stepName } from './graph/series.ts';
import { askedRange, type AskedRange } from './range.ts';

const route = getRouteApi('/inside/apps/$app/analytics/retention');
const DAYS = 14;
type Cohort = ReplyOf<'analytics/retention'>['cohorts'][number];

/** How many of those who came on a day were there again on the days after it. */
export function Page() {
  const { app } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const range = askedRange(search);
  return (
    <Stack>
      <Text>{t.analytics.retentionText}</Text>
      <Group>
        <KindSelect of={search.of} onChange={(of) => void navigate({ search: { ...search, of }, replace: true })} />
      </Group>
      {range !== undefined && <Cohorts app={app} of={search.of} range={range} />}
    </Stack>
  );
}

function Cohorts({ app, of, range }: { app: string; of: 'installations' | 'users'; range: AskedRange }) {
  const { granularity: _steps, ...asked } = range;
  const query = useAnswer('analytics/retention', { app, of, ...asked, days: DAYS });
  return (
    <Answer query={query}>
      {({ cohorts }) => {
        const came = cohorts.filter(({ size }) => size > 0);
        if (came.length === 0) return <Empty title={t.analytics.noCohorts} next={t.analytics.noCohortsNext} />;
        return <CohortsTable cohorts={came.reverse()} />;
      }}
    </Answer>
  );
}

function CohortsTable({ cohorts }: { cohorts: readonly Cohort[] }) {
  const days = Array.from({ length: Math.max(...cohorts.map(({ active }) => active.length)) }, (_, day) => day);
  return (
    <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t.analytics.retention}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.analytics.firstDay}</Table.Th>
            <Table.Th ta="right">{t.analytics.size}</Table.Th>
            {days.map((day) => (
              <Table.Th key={day} className={classes.cell}>
                {t.analytics.dayAfter(day)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cohorts.map(({ day, size, active }) => (
            <Table.Tr key={day}>
              <Table.Td>{stepName(day, 'day')}</Table.Td>
              <Table.Td ta="right">{number(size)}</Table.Td>
              {days.map((after) => (
                <Share key={after} active={active[after]} size={size} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** A share, the darker the higher; empty for days to come. */
function Share({ active, size }: { active: number | undefined; size: number }) {
  if (active === undefined) return <Table.Td />;
  const depth = Math.round((60 * active) / size);
  return (
    <Table.Td
      className={classes.cell}
      title={t.analytics.ofCohort(active, size)}
      style={{ background: `color-mix(in srgb, var(--mantine-primary-color-light) ${depth}%, transparent)` }}
    >
      {percent(active, size)}
    </Table.Td>
  );
}
