import { useSyncExternalStore } from 'react';
import { Button, CloseButton, Group, Paper, Stack, Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import classes from './notices.module.css';

export interface Notice {
  readonly text: string;
  readonly detail?: string;
  readonly tone?: 'plain' | 'bad';
  readonly action?: { readonly label: string; readonly run: () => void };
}
type Shown = Notice & { readonly id: number };

const SHOWN_MS = 8_000;
const SHOWN_MAX = 4;
let shown: readonly Shown[] = [];
let ids = 0;
const listeners = new Set<() => void>();

function show(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number): void => show(shown.filter((notice) => notice.id !== id));

/** Says something at the edge of the screen for some seconds; bad news stays until it is dismissed. */
export function tell(notice: Notice): void {
  const id = (ids += 1);
  show([...shown, { ...notice, id }].slice(-SHOWN_MAX));
  if (notice.tone !== 'bad') setTimeout(() => dismiss(id), SHOWN_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The region in which notices appear; screen readers hear them. */
export function Notices() {
  const notices = useSyncExternalStore(subscribe, () => shown);
  return (
    <Stack className={classes.region} gap="xs" role="status" aria-live="polite">
      {notices.map((notice) => (
        <Paper key={notice.id} className={classes.notice} data-tone={notice.tone ?? 'plain'} withBorder shadow="md" p="sm">
          <Group justify="space-between" wrap="nowrap" align="start">
            <div>
              <Text size="sm" fw={600}>
                {notice.text}
              </Text>
              {notice.detail !== undefined && (
                <Text size="sm" className={classes.detail}>
                  {notice.detail}
                </Text>
              )}
            </div>
            <Group gap="xs" wrap="nowrap">
              {notice.action !== undefined && (
                <Button size="compact-sm" variant="default" onClick={() => (dismiss(notice.id), notice.action?.run())}>
                  {notice.action.label}
                </Button>
              )}
              <CloseButton size="sm" aria-label={t.dismiss} onClick={() => dismiss(notice.id)} />
            </Group>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
