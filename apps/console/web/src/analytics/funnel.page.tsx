import { useState } from 'react';
import { Autocomplete, Button, Group, NativeSelect, Paper, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { RequestOf } from '../api/operations.ts';
import { Empty } from '../parts/empty.tsx';
import { t } from '../texts/index.ts';
import classes from './analytics.module.css';
import { Answer, useAnswer } from './answer.tsx';
import { percent } from './graph/series.ts';
import { askedRange, type AskedRange } from './range.ts';

const route = getRouteApi('/inside/apps/$app/analytics/funnel');
type By = RequestOf<'analytics/funnel'>['by'];
const BYS = ['installation', 'user'] as const satisfies readonly By[];
const NAMES_MAX = 100;

/** How many of those who did one thing did another one after it. */
export function Page() {
  const { app } = route.useParams();
  const search = route.useSearch();
  const range = askedRange(search);
  const { first, then, by, within } = search;
  return (
    <Stack>
      <Text>{t.analytics.funnelText}</Text>
      {range !== undefined && <Steps key={`${first} ${then}`} app={app} range={range} />}
      {range !== undefined && first !== undefined && then !== undefined ? (
        <Result request={{ app, ...withoutSteps(range), by, withinSeconds: within, steps: [{ event: first }, { event: then }] }} />
      ) : (
        <Empty title={t.analytics.chooseSteps} next={t.analytics.chooseStepsNext} />
      )}
    </Stack>
  );
}

const withoutSteps = ({ granularity: _steps, ...asked }: AskedRange) => asked;

function Steps({ app, range }: { app: string; range: AskedRange }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const names = useAnswer('analytics/count', { app, groupBy: 'event', top: NAMES_MAX, ...range });
  const known = names.data?.groups?.map(({ value }) => value) ?? [];
  const [first, setFirst] = useState(search.first ?? '');
  const [then, setThen] = useState(search.then ?? '');
  const change = (changed: Partial<typeof search>) => void navigate({ search: { ...search, ...changed }, replace: true });
  return (
    <form aria-label={t.analytics.funnel} onSubmit={(event) => (event.preventDefault(), change({ first, then }))}>
      <Group align="end">
        <Autocomplete label={t.analytics.first} data={known} value={first} onChange={setFirst} />
        <Autocomplete label={t.analytics.then} data={known} value={then} onChange={setThen} />
        <NativeSelect
          label={t.analytics.by}
          data={BYS.map((value) => ({ value, label: t.analytics.bys[value] }))}
          value={search.by}
          onChange={(event) => change({ by: event.currentTarget.value as By })}
        />
        <NativeSelect
          label={t.analytics.within}
          data={Object.entries(t.analytics.withins).map(([value, label]) => ({ value, label }))}
          value={String(search.within)}
          onChange={(event) => change({ within: Number(event.currentTarget.value) })}
        />
        <Button type="submit" disabled={first === '' || then === ''}>
          {t.analytics.count}
        </Button>
      </Group>
    </form>
  );
}

function Result({ request }: { request: RequestOf<'analytics/funnel'> }) {
  const query = useAnswer('analytics/funnel', request);
  const [first, then] = request.steps;
  return (
    <Answer query={query}>
      {({ entered, converted }) =>
        entered === 0 ? (
          <Empty title={t.analytics.noneEntered} next={t.analytics.noneEnteredNext} />
        ) : (
          <Paper withBorder p="md" component="section" aria-label={t.analytics.rate}>
            <Text>{t.analytics.entered(entered, first?.event ?? '')}</Text>
            <div className={classes.rate} aria-hidden />
            <Text mt="sm">{t.analytics.converted(converted, then?.event ?? '')}</Text>
            <div className={classes.rate} style={{ width: `${(100 * converted) / entered}%` }} aria-hidden />
            <Text mt="sm" fw={700}>{`${t.analytics.rate}: ${percent(converted, entered)}`}</Text>
          </Paper>
        )
      }
    </Answer>
  );
}
