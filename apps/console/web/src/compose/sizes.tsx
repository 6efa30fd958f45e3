import { Group, Text } from '@mantine/core';
import { Failure } from '../parts/failure.tsx';
import { t } from '../texts/index.ts';
import type { JsonObject } from './json-object.ts';
import { usePreview } from './use-audience.ts';

const words = t.compose.message;

/** The bytes of the payload on each platform, and the bytes that it may have. */
export function Sizes({ app, data }: { app: string; data: JsonObject | undefined }) {
  const { data: payloads, error } = usePreview(app, data);
  if (data === undefined) return null;
  if (error !== null) return <Failure error={error} />;
  return (
    <Group gap="md" role="group" aria-label={words.sizes}>
      {(payloads ?? []).map(({ provider, bytes, limit }) => (
        <Text key={provider} size="xs" c={bytes > limit ? 'var(--mantine-color-error)' : 'dimmed'}>
          {`${t.compose.provider[provider] ?? provider}: ${words.size(bytes, limit)}${bytes > limit ? `, ${words.tooLarge}` : ''}`}
        </Text>
      ))}
    </Group>
  );
}
