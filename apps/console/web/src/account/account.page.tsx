import type { ReactNode } from 'react';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Page as Screen } from '../parts/page.tsx';
import { useAction } from '../parts/use-action.ts';
import { signOut, useSession } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { ChangePassword } from './change-password.tsx';
import { SecondFactor } from './second-factor.tsx';

/** The administrator's own account: password, second factor, and the present session. */
export function Page() {
  const { name, email, role } = useSession().administrator;
  return (
    <Screen title={t.account.title}>
      <Part title={t.account.who}>
        <Text>{[name, email].filter(Boolean).join(' · ')}</Text>
        <Text size="sm" c="dimmed">
          {`${t.account.role}: ${typeof role === 'string' ? (t.administrators.roles[role] ?? role) : t.account.noRole}`}
        </Text>
      </Part>
      <Part title={t.account.password.title}>
        <ChangePassword />
      </Part>
      <Part title={t.account.factor.title}>
        <SecondFactor />
      </Part>
      <Part title={t.account.session.title}>
        <PresentSession />
      </Part>
    </Screen>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title} maw={640}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}

function PresentSession() {
  const client = useQueryClient();
  const router = useRouter();
  const leave = useAction(() => signOut(client), { onSuccess: () => router.invalidate() });
  return (
    <>
      <Text size="sm">{t.account.session.text}</Text>
      <Group>
        <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate(undefined)}>
          {t.session.signOut}
        </Button>
      </Group>
    </>
  );
}
