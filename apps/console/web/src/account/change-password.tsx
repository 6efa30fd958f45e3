import { useState } from 'react';
import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Failure } from '../parts/failure.tsx';
import { tell } from '../parts/notices.tsx';
import { useSession } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { changePassword } from './own-account.ts';

const PASSWORD_LENGTH_MIN = 10;
const NOTHING = { current: '', next: '', again: '' };
type Typed = typeof NOTHING;

/** The faults of what was typed, by field. */
function faultsOf({ next, again }: Typed): Partial<Typed> {
  return {
    ...(next.length < PASSWORD_LENGTH_MIN ? { next: t.session.passwordShort } : {}),
    ...(next === again ? {} : { again: t.session.differs }),
  };
}

/** Sets another password; the present one proves that it is they who ask. */
export function ChangePassword() {
  const { administrator } = useSession();
  const [typed, setTyped] = useState(NOTHING);
  const [faults, setFaults] = useState<Partial<Typed>>({});
  const change = useMutation({
    mutationFn: ({ current, next }: Typed) => changePassword(current, next),
    onSuccess: () => {
      setTyped(NOTHING);
      tell({ text: t.account.password.done });
    },
  });
  const submit = () => {
    const found = faultsOf(typed);
    setFaults(found);
    if (Object.keys(found).length === 0) change.mutate(typed);
  };
  const bound = (name: keyof Typed) => ({
    required: true,
    error: faults[name],
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTyped((all) => ({ ...all, [name]: value }));
    },
  });
  return (
    <form onSubmit={(event) => (event.preventDefault(), submit())}>
      <Stack gap="sm">
        <Text size="sm">{t.account.password.text}</Text>
        <input type="text" autoComplete="username" value={administrator.email ?? ''} readOnly hidden />
        <PasswordInput label={t.account.password.current} autoComplete="current-password" {...bound('current')} />
        <PasswordInput
          label={t.account.password.next}
          description={t.session.passwordHint}
          autoComplete="new-password"
          {...bound('next')}
        />
        <PasswordInput label={t.account.password.again} autoComplete="new-password" {...bound('again')} />
        {change.isError && <Failure error={change.error} />}
        <Group>
          <Button type="submit" loading={change.isPending}>
            {t.account.password.change}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
