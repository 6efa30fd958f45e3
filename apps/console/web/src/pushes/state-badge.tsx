import { Badge } from '@mantine/core';
import { t } from '../texts/index.ts';

const COLOURS: Readonly<Record<string, string>> = {
  running: 'indigo',
  succeeded: 'green',
  decided: 'green',
  launched: 'green',
  failed: 'red',
  paused: 'yellow',
  canceling: 'yellow',
};

export function StateBadge({ state }: { state: string }) {
  return (
    <Badge variant="light" tt="none" color={COLOURS[state] ?? 'gray'}>
      {t.push.states[state] ?? state}
    </Badge>
  );
}
