import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { t } from '../texts/index.ts';
import { adviceOf } from './advice.ts';
import type { Composing } from './composing.ts';
import { testsTimes } from './draft.ts';

const words = t.compose.test;

/** The devices that take part, and how many should. */
export function SizeAdvice({ app, draft, where, estimate, onUse }: Composing & { onUse: (size: string) => void }) {
  const isTimes = testsTimes(draft);
  const { data } = useQuery({
    queryKey: ['push-suggestion', app, where],
    enabled: where !== undefined && !isTimes,
    queryFn: ({ signal }) => call('push/suggest-size', { app, where: { ...where } }, signal),
  });
  const advice = data === undefined || isTimes ? undefined : adviceOf(data);
  const { percent } = advice ?? {};
  return (
    <div>
      {estimate !== undefined && <Share draft={draft} devices={estimate.estimate} />}
      {advice !== undefined && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {advice.text}
          </Text>
          {percent !== undefined && String(percent) !== draft.test.size && (
            <Button size="compact-sm" variant="default" onClick={() => onUse(String(percent))}>
              {words.use}
            </Button>
          )}
        </Group>
      )}
    </div>
  );
}

function Share({ draft, devices }: { draft: Composing['draft']; devices: number }) {
  const isTimes = testsTimes(draft);
  const share = isTimes ? 100 : Number(draft.test.size);
  if (!(share >= 1 && share <= 100)) return null;
  const tested = Math.floor((devices * share) / 100);
  const versions = isTimes ? draft.times.length : draft.messages.length;
  return (
    <Text size="sm">
      {words.tested(tested, versions)} {tested < devices && words.rest(devices - tested)}
    </Text>
  );
}
