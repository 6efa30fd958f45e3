import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { t } from '../texts/index.ts';
import { Icon } from './icons.tsx';

/** Copies a text. @param of names the text for screen readers where several buttons stand together */
export function CopyButton({ value, of }: { value: string; of?: string }) {
  const clipboard = useClipboard();
  const label = clipboard.copied ? t.copied : t.copy;
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<Icon name={clipboard.copied ? 'check' : 'copy'} size={13} />}
      aria-label={of === undefined ? undefined : `${label}: ${of}`}
      onClick={() => clipboard.copy(value)}
    >
      {label}
    </Button>
  );
}
