import { Alert, Button, Group, Text } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { t } from '../texts/index.ts';

const words = t.compose.review;

/** The push is stored, so that nothing loses it. */
export function Done({ app, id, isScheduled, onAnother }: { app: string; id: string; isScheduled: boolean; onAnother: () => void }) {
  const router = useRouter();
  const detail = `/apps/${encodeURIComponent(app)}/push/${encodeURIComponent(id)}`;
  return (
    <Alert color="green" title={isScheduled ? words.doneLater : words.done} role="status">
      <Text size="sm">{words.doneText(id)}</Text>
      <Group mt="sm">
        <Button variant="default" onClick={() => router.history.push(detail)}>
          {words.open}
        </Button>
        <Button variant="default" onClick={onAnother}>
          {words.another}
        </Button>
      </Group>
    </Alert>
  );
}
