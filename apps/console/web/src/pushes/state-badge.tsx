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

/** @param words of the states, where they are not those of a push */
export function StateBadge({ state, words = t.push.states }: { state: string; words?: Readonly<Record<string, string>> }) {
  return (
    <Badge variant="light" tt="none" color={COLOURS[state] ?? 'gray'}>
      {words[state] ?? state}
    </Badge>
  );
}
