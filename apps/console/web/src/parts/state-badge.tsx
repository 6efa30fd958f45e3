import { Badge } from '@mantine/core';

/** A state in a word; the colour only repeats the word. */
export function StateBadge({ text, colour = 'gray' }: { text: string; colour?: string }) {
  return (
    <Badge variant="light" tt="none" color={colour}>
      {text}
    </Badge>
  );
}
