import { useState } from 'react';
import { Badge, Button, Group, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Icon } from '../parts/icons.tsx';
import { CardLink } from '../parts/links.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { useEverywhere, useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { appsQuery } from './apps.ts';
import { CreateApp } from './create-app.tsx';

/** All apps that the administrator is admitted to. */
export function Page() {
  const { data: apps, error, refetch } = useQuery(appsQuery);
  const mayCreate = useMay()('apps:write') && useEverywhere();
  const [creating, setCreating] = useState(false);
  const create = mayCreate && (
    <Button leftSection={<Icon name="plus" />} onClick={() => setCreating(true)}>
      {t.shell.createApp}
    </Button>
  );
  return (
    <Screen title={t.shell.apps} actions={create}>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {apps === undefined && error === null && <Loading />}
      {apps?.length === 0 && <Empty title={t.shell.noApps} next={mayCreate ? t.shell.noAppsNext : t.shell.noAppsReadOnly} />}
      <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }}>
        {apps?.map(({ id, name, enabled }) => (
          <CardLink key={id} withBorder to="/apps/$app/data" params={{ app: id }}>
            <Group justify="space-between">
              <Text fw={600}>{name}</Text>
              {!enabled && <Badge color="gray">{t.shell.disabled}</Badge>}
            </Group>
            <Text c="dimmed" size="sm">
              {id}
            </Text>
          </CardLink>
        ))}
      </SimpleGrid>
      {creating && <CreateApp onClose={() => setCreating(false)} />}
    </Screen>
  );
}
