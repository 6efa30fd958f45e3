import { Alert, Modal, Stack, Text } from '@mantine/core';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { useClientFacts } from '../../start/client-facts.ts';
import { t } from '../../texts/index.ts';
import { CodeTabs } from '../../parts/code-tabs.tsx';
import { queryCode, type ShownQuery } from './query-code.ts';

const LANGUAGES = 6;

/** The query that the grid shows, as code of clients: with keys that ship in them, and no other. */
export function CodeDialog({ app, query, onClose }: { app: string; query: ShownQuery; onClose: () => void }) {
  const { query: keys, facts, known } = useClientFacts(app);
  const snippets = queryCode(query, facts);
  return (
    <Modal opened onClose={onClose} size="xl" title={t.dataMore.code.ofQuery(query.className)}>
      <Stack>
        <Text size="sm">{t.dataMore.code.text}</Text>
        {!known && <Alert color="yellow">{t.start.noEndpoint}</Alert>}
        {keys.error !== null && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.isPending ? <Loading /> : <CodeTabs snippets={snippets} />}
        {snippets.length < LANGUAGES && <Text size="sm">{t.dataMore.code.left}</Text>}
      </Stack>
    </Modal>
  );
}
