import { useState, type ReactNode } from 'react';
import { Button, Group, Modal, Stack, type ModalProps } from '@mantine/core';
import { t } from '../texts/index.ts';
import { Failure } from './failure.tsx';

interface Props {
  readonly title: string;
  readonly action: string;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  readonly size?: ModalProps['size'];
  readonly onSubmit: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form in a dialog. It closes when its work is done, and shows why it was refused. */
export function FormDialog({ title, action, disabled = false, danger = false, size = 'md', onSubmit, onClose, children }: Props) {
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  const submit = async () => {
    if (disabled || state.busy) return;
    setState({ busy: true });
    try {
      await onSubmit();
      onClose();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size={size}>
      <form onSubmit={(event) => (event.preventDefault(), void submit())}>
        <Stack>
          {children}
          {state.error !== undefined && <Failure error={state.error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              {t.cancel}
            </Button>
            <Button type="submit" disabled={disabled} loading={state.busy} {...(danger ? { color: 'red' } : {})}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
