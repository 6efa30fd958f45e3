import { useState } from 'react';
import { Button, Stack, Title } from '@mantine/core';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icons.tsx';
import { Loading } from '../../parts/loading.tsx';
import { useClientFacts } from '../../start/client-facts.ts';
import { t } from '../../texts/index.ts';
import { CodeTabs } from '../../parts/code-tabs.tsx';
import { objectCode } from './query-code.ts';

interface Props {
  readonly app: string;
  readonly className: string;
  readonly objectId: string;
}

/** One object as code of clients, once somebody asks for it. */
export function ObjectCode(props: Props) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <Snippets {...props} />;
  return (
    <div>
      <Button size="compact-sm" variant="default" leftSection={<Icon name="copy" size={13} />} onClick={() => setOpen(true)}>
        {t.dataMore.code.open}
      </Button>
    </div>
  );
}

function Snippets({ app, className, objectId }: Props) {
  const { query, facts } = useClientFacts(app);
  return (
    <Stack gap="xs" component="section" aria-label={t.dataMore.code.ofObject}>
      <Title order={3} size="h6">
        {t.dataMore.code.ofObject}
      </Title>
      {query.error !== null && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending ? <Loading /> : <CodeTabs snippets={objectCode(className, objectId, facts)} />}
    </Stack>
  );
}
