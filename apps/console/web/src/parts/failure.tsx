import { Alert, Button, Group, Text } from '@mantine/core';
import { isConsoleError } from '../api/console-error.ts';
import { t } from '../texts/index.ts';
import { CopyButton } from './copy-button.tsx';

/** The step that a person may take next after an error, or nothing. */
export function nextStep(error: unknown): string | undefined {
  if (!isConsoleError(error)) return undefined;
  if (error.retryAfterSeconds !== undefined) return t.errors.wait(error.retryAfterSeconds);
  return t.errors.next[error.status];
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
export const requestIdOf = (error: unknown): string | undefined => (isConsoleError(error) ? error.requestId : undefined);

/** Message, next step and request id of an error, in one text for notices. */
export function describe(error: unknown): string {
  const id = requestIdOf(error);
  return [messageOf(error), nextStep(error), id === undefined ? undefined : t.requestId(id)].filter(Boolean).join(' ');
}

/** An error as a part of a screen. */
export function Failure({ error, onRetry, title = t.errors.title }: { error: unknown; onRetry?: () => void; title?: string }) {
  const id = requestIdOf(error);
  const next = nextStep(error);
  return (
    <Alert color="red" title={title} role="alert">
      <Text size="sm">{messageOf(error)}</Text>
      {next !== undefined && <Text size="sm">{next}</Text>}
      <Group gap="xs" mt="xs">
        {onRetry !== undefined && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {t.retry}
          </Button>
        )}
        {id !== undefined && (
          <>
            <Text size="xs">{t.requestId(id)}</Text>
            <CopyButton value={id} />
          </>
        )}
      </Group>
    </Alert>
  );
}
