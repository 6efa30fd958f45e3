import { useState } from 'react';
import { Divider, Modal, Stack, Title } from '@mantine/core';
import type { ClassFacts } from '../../api/data-operations.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { useMay } from '../../session/session.ts';
import { t } from '../../texts/index.ts';
import { Advice } from './advice.tsx';
import { IndexTable } from './index-table.tsx';
import { OwnIndex } from './own-index.tsx';
import { useIndexes } from './use-indexes.ts';

/** The indexes of a class: those that stand or are being made, advice from slow queries, and new ones. */
export function IndexesDialog({ app, facts, onClose }: { app: string; facts: ClassFacts; onClose: () => void }) {
  const { className, fields } = facts;
  const { list, advice, build, drop } = useIndexes(app, className);
  const [dropping, setDropping] = useState<string>();
  const mayWrite = useMay()('indexes:write');
  const texts = t.dataMore.indexes;
  if (dropping !== undefined) {
    return (
      <Confirm
        title={`${texts.drop(dropping)}?`}
        text={texts.dropText}
        action={texts.dropAction}
        word={dropping}
        onConfirm={() => drop(dropping)}
        onClose={() => setDropping(undefined)}
      />
    );
  }
  const onBuild = mayWrite ? build.mutate : undefined;
  return (
    <Modal opened onClose={onClose} size="lg" title={texts.of(className)}>
      <Stack>
        {list.error !== null && <Failure error={list.error} onRetry={() => void list.refetch()} />}
        {list.isPending && <Loading />}
        {list.data !== undefined && <IndexTable indexes={list.data} onDrop={mayWrite ? setDropping : undefined} />}
        <Divider />
        <Title order={3} size="h6">
          {texts.advice}
        </Title>
        {advice.error !== null && <Failure error={advice.error} onRetry={() => void advice.refetch()} />}
        {advice.data !== undefined && <Advice advice={advice.data} indexes={list.data ?? []} onBuild={onBuild} />}
        {onBuild !== undefined && (
          <>
            <Divider />
            <OwnIndex fields={fields} busy={build.isPending} onBuild={onBuild} />
          </>
        )}
      </Stack>
    </Modal>
  );
}
