import { Alert, Button, Group, List } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Failure } from '../parts/failure.tsx';
import { t } from '../texts/index.ts';

/** Asks the providers whether they accept the stored credentials of push. */
export function TestCredentials({ app }: { app: string }) {
  const test = useMutation({ mutationFn: () => call('settings/test-credentials', { app }) });
  const isGood = test.data?.results.every(({ ok }) => ok) === true;
  return (
    <>
      <Group>
        <Button variant="default" size="compact-md" loading={test.isPending} onClick={() => test.mutate()}>
          {t.settings.credentials.test}
        </Button>
      </Group>
      {test.isError && <Failure error={test.error} title={t.settings.credentials.failed} />}
      {test.data !== undefined && (
        <Alert color={isGood ? 'green' : 'yellow'} role="status" title={isGood ? t.settings.credentials.good : t.settings.credentials.bad}>
          <List size="sm">
            {test.data.results.map(({ platform, provider, appIdentifier, answer }) => (
              <List.Item key={[platform, provider, appIdentifier].join(' ')}>
                {`${platform} (${[provider, appIdentifier].filter(Boolean).join(', ')}): ${answer}`}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}
