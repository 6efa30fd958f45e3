import { useState } from 'react';
import { Button, Group, Stack, Table, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { ReplyOf } from '../../api/operations.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { tell } from '../../parts/notices.tsx';
import { Time } from '../../parts/time.tsx';
import { t } from '../../texts/index.ts';
import { Answer, useAnswer } from '../answer.tsx';
import classes from '../graph/graph.module.css';
import { searchOf } from './question.ts';
import { savedKey } from './saved-key.ts';

type Saved = ReplyOf<'analytics/graphs'>['graphs'][number];

/** The graphs that the team has saved: opened, and deleted. */
export function SavedGraphs({ app, mayWrite }: { app: string; mayWrite: boolean }) {
  const client = useQueryClient();
  const [deleting, setDeleting] = useState<string>();
  const query = useAnswer('analytics/graphs', { app });
  const remove = async (name: string) => {
    await call('analytics/delete-graph', { app, name });
    await client.invalidateQueries({ queryKey: savedKey(app) });
    tell({ text: t.analytics.deleted(name) });
  };
  return (
    <Stack component="section" aria-label={t.analytics.saved}>
      <Title order={2} size="h5">
        {t.analytics.saved}
      </Title>
      <Answer query={query}>
        {({ graphs }) =>
          graphs.length === 0 ? (
            <Empty title={t.analytics.savedNone} next={t.analytics.savedNoneNext} />
          ) : (
            <GraphsTable app={app} graphs={graphs} {...(mayWrite ? { onDelete: setDeleting } : {})} />
          )
        }
      </Answer>
      {deleting !== undefined && (
        <Confirm
          title={t.analytics.deleteTitle(deleting)}
          text={t.analytics.deleteText}
          action={t.analytics.delete}
          onConfirm={() => remove(deleting)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </Stack>
  );
}

function GraphsTable({ app, graphs, onDelete }: { app: string; graphs: readonly Saved[]; onDelete?: (name: string) => void }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t.analytics.name}</Table.Th>
          <Table.Th>{t.analytics.savedAt}</Table.Th>
          <Table.Th>{t.analytics.actions}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {graphs.map(({ name, question, savedAt }) => (
          <Table.Tr key={name}>
            <Table.Td className={classes.value}>{name}</Table.Td>
            <Table.Td>
              <Time iso={savedAt} />
            </Table.Td>
            <Table.Td>
              <Group gap="xs">
                <ButtonLink
                  size="compact-sm"
                  variant="default"
                  to="/apps/$app/analytics/explorer"
                  params={{ app }}
                  search={searchOf(question)}
                  aria-label={t.analytics.openOf(name)}
                >
                  {t.analytics.open}
                </ButtonLink>
                {onDelete !== undefined && (
                  <Button size="compact-sm" variant="default" aria-label={t.analytics.deleteOf(name)} onClick={() => onDelete(name)}>
                    {t.analytics.delete}
                  </Button>
                )}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
