import { useState } from 'react';
import { ActionIcon, Menu, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { tell } from '../parts/notices.tsx';
import { useAction } from '../parts/use-action.ts';
import { t } from '../texts/index.ts';

export type User = ReplyOf<'users/find'>['users'][number];

/** Carries out a change of a user, tells that it is done, and looks the users up again. */
function useHelp(app: string, userId: string) {
  const client = useQueryClient();
  return async (kind: keyof typeof t.users.done, change: (user: { app: string; userId: string }) => Promise<unknown>) => {
    await change({ app, userId });
    await client.invalidateQueries({ queryKey: ['users', app] });
    tell({ text: t.users.done[kind] });
  };
}

/** The things that supporters do for a user. */
export function UserMenu({ app, user }: { app: string; user: User }) {
  const [locking, setLocking] = useState(false);
  const help = useHelp(app, user.id);
  const act = useAction((run: () => Promise<unknown>) => run());
  const name = user.username ?? user.id;
  const isLocked = user.lock !== null || user.lockedOutUntil !== null;
  const mail = (kind: 'verification' | 'password-reset') =>
    act.mutate(() => help('resend-mail', (of) => call('users/resend-mail', { ...of, mail: kind })));
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t.users.of(name)} loading={act.isPending}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {isLocked && (
            <Menu.Item onClick={() => act.mutate(() => help('unlock', (of) => call('users/unlock', of)))}>{t.users.unlock}</Menu.Item>
          )}
          {user.lock === null && (
            <Menu.Item color="red" onClick={() => setLocking(true)}>
              {t.users.lock}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => act.mutate(() => help('sign-out', (of) => call('users/sign-out', of)))}>{t.users.signOut}</Menu.Item>
          {user.email !== null && user.emailVerified !== true && (
            <Menu.Item onClick={() => mail('verification')}>{t.users.verification}</Menu.Item>
          )}
          {user.email !== null && <Menu.Item onClick={() => mail('password-reset')}>{t.users.passwordReset}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {locking && (
        <LockUser
          name={name}
          onLock={(reason) => help('lock', (of) => call('users/lock', { ...of, reason }))}
          onClose={() => setLocking(false)}
        />
      )}
    </>
  );
}

function LockUser({ name, onLock, onClose }: { name: string; onLock: (reason: string) => Promise<unknown>; onClose: () => void }) {
  const [reason, setReason] = useState('');
  return (
    <FormDialog title={t.users.lockTitle(name)} action={t.users.lock} danger onSubmit={() => onLock(reason)} onClose={onClose}>
      <Text>{t.users.lockText}</Text>
      <TextInput label={t.users.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
    </FormDialog>
  );
}
