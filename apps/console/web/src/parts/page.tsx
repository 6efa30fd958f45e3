import { useEffect, type ReactNode } from 'react';
import { Group, Stack, Text, Title } from '@mantine/core';
import { t } from '../texts/index.ts';

/** Room below a screen, so that its last lines can be scrolled out from under a notice. */
const BELOW = 120;

/** A screen: its title (of the document too), a sentence about it, its actions, its content. */
export function Page({ title, text, actions, children }: { title: string; text?: string; actions?: ReactNode; children: ReactNode }) {
  useTitle(title);
  return (
    <Stack gap="md" maw={1100} pb={BELOW}>
      <Group justify="space-between">
        <div>
          <Title order={1} size="h3">
            {title}
          </Title>
          {text !== undefined && <Text c="dimmed">{text}</Text>}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = t.titleOf(title);
  }, [title]);
}
