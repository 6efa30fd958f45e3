import { Card, SimpleGrid, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { bytesText } from '../parts/bytes.ts';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { number } from '../texts/numbers.ts';
import { t } from '../texts/index.ts';
import { Quotas } from './quotas.tsx';

const route = getRouteApi('/inside/apps/$app/usage');
const DAYS = 30;
type Usage = ReplyOf<'usage/get'>;

/** The use of an app, and its quotas. */
export function Page() {
  const { app } = route.useParams();
  const usage = useQuery({ queryKey: ['usage', app], queryFn: ({ signal }) => call('usage/get', { app, days: DAYS }, signal) });
  return (
    <Screen title={t.usage.title} text={t.usage.text}>
      <Quotas app={app} />
      <Title order={2} size="h4">
        {t.usage.figures}
      </Title>
      <Loaded query={usage}>
        {(figures) => (
          <>
            <Figures usage={figures} />
            <Title order={2} size="h4">
              {t.usage.classes}
            </Title>
            {figures.classes.length === 0 ? (
              <Empty title={t.usage.noClasses} next={t.usage.noClassesNext} />
            ) : (
              <Classes classes={figures.classes} />
            )}
          </>
        )}
      </Loaded>
    </Screen>
  );
}

function Figures({ usage }: { usage: Usage }) {
  const figures: readonly (readonly [string, string])[] = [
    [t.usage.requests(DAYS), number(usage.requests)],
    [t.usage.pushes(DAYS), number(usage.pushes)],
    [t.usage.objects, number(usage.objects)],
    [t.usage.bytes, bytesText(usage.bytes)],
    [t.usage.files, number(usage.files)],
    [t.usage.fileBytes, bytesText(usage.fileBytes)],
  ];
  return (
    <SimpleGrid cols={{ base: 2, sm: 3 }}>
      {figures.map(([label, value]) => (
        <Card key={label} withBorder padding="sm">
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <Text fw={600} size="lg">
            {value}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  );
}

function Classes({ classes }: Pick<Usage, 'classes'>) {
  const { className, objects, bytes, indexBytes } = t.usage;
  return (
    <TableOf label={t.usage.classes} head={[className, objects, bytes, indexBytes]} minWidth={420}>
      {classes.map((one) => (
        <Table.Tr key={one.className}>
          <Table.Td className="mono">{one.className}</Table.Td>
          <Table.Td>{number(one.objects)}</Table.Td>
          <Table.Td>{bytesText(one.bytes)}</Table.Td>
          <Table.Td>{bytesText(one.indexBytes)}</Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}
