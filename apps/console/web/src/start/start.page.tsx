import { Alert, Code, Group, Loader, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { CodeTabs } from '../parts/code-tabs.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Failure } from '../parts/failure.tsx';
import { ButtonLink } from '../parts/links.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { useMay } from '../session/session.ts';
import { appsQuery } from '../shell/apps.ts';
import { t } from '../texts/index.ts';
import { useClientFacts } from './client-facts.ts';
import { useFirstObject } from './first-object.ts';
import { snippets, type ClientFacts } from './snippets.ts';

const route = getRouteApi('/inside/apps/$app/');

/** The first run of an app: its keys, code for each SDK, and the first object as it arrives. */
export function Page() {
  const { app } = route.useParams();
  const may = useMay();
  const { query, facts, known } = useClientFacts(app);
  const { data: apps = [] } = useQuery(appsQuery);
  if (query.isPending) return <Loading />;
  return (
    <Screen title={t.start.title(apps.find(({ id }) => id === app)?.name ?? app)}>
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      <Keys facts={facts} />
      {!known && <Alert color="yellow">{t.start.noEndpoint}</Alert>}
      <Snippets facts={facts} />
      {may('data:read') && <FirstObject app={app} />}
    </Screen>
  );
}

function Keys({ facts }: { facts: ClientFacts }) {
  const rows = [
    [t.start.endpoint, facts.url],
    [t.start.kind.applicationId, facts.applicationId],
  ].concat(Object.entries(facts.keys).map(([kind, key]) => [t.start.kind[kind] ?? kind, key])) as [string, string][];
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5">
        {t.start.keys}
      </Title>
      <Text c="dimmed" size="sm">
        {t.start.keysText}
      </Text>
      <Table mt="xs">
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td>
                <code>{value}</code>
              </Table.Td>
              <Table.Td ta="end">
                <CopyButton value={value} of={label} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function Snippets({ facts }: { facts: ClientFacts }) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5">
        {t.start.snippet}
      </Title>
      <CodeTabs snippets={snippets(facts)} />
    </Paper>
  );
}

function FirstObject({ app }: { app: string }) {
  const { classes, className, total, object } = useFirstObject(app);
  if (classes.isError) return <Failure error={classes.error} onRetry={() => void classes.refetch()} />;
  const waiting = className === undefined;
  return (
    <Paper withBorder p="md" role="status" aria-live="polite">
      <Stack gap="xs">
        <Group>
          {waiting && <Loader size="sm" aria-hidden />}
          <Title order={2} size="h5">
            {waiting ? t.start.waiting : t.start.arrived(total)}
          </Title>
        </Group>
        <Text c="dimmed">{waiting ? t.start.waitingText : t.start.arrivedText}</Text>
        {object !== undefined && (
          <Code block tabIndex={0}>
            {JSON.stringify(object, null, 2)}
          </Code>
        )}
        {className !== undefined && (
          <div>
            <ButtonLink to="/apps/$app/data/$className" params={{ app, className }}>
              {t.start.open(className)}
            </ButtonLink>
          </div>
        )}
      </Stack>
    </Paper>
  );
}
