import { useState } from 'react';
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { isConsoleError } from '../api/console-error.ts';
import { Failure } from '../parts/failure.tsx';
import { t } from '../texts/index.ts';
import { SessionForm } from './form.tsx';
import { safePath } from './safe-path.ts';
import { signIn, useAdopt } from './session.ts';

const route = getRouteApi('/sign-in');

export function Page() {
  const { back } = route.useSearch();
  const router = useRouter();
  const adopt = useAdopt();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => {
      adopt(session);
      router.history.push(safePath(back));
    },
  });
  const needsCode = isConsoleError(attempt.error) && attempt.error.needs === 'code';
  const [asked, setAsked] = useState(false);
  if (needsCode && !asked) setAsked(true);
  return (
    <SessionForm title={t.session.signIn} text={t.session.help}>
      <form onSubmit={(event) => (event.preventDefault(), attempt.mutate({ email, password, ...(asked ? { code } : {}) }))}>
        <Stack>
          <TextInput
            label={t.session.email}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t.session.password}
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {asked && (
            <TextInput
              label={t.session.code}
              description={t.session.codeHint}
              autoComplete="one-time-code"
              inputMode="numeric"
              required
              autoFocus
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          )}
          {attempt.isError && !(needsCode && code === '') && <Failure error={attempt.error} />}
          <Button type="submit" loading={attempt.isPending}>
            {t.session.signIn}
          </Button>
        </Stack>
      </form>
    </SessionForm>
  );
}
