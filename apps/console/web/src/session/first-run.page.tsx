import { useEffect, useState } from 'react';
import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Failure } from '../parts/failure.tsx';
import { t } from '../texts/index.ts';
import { SessionForm } from './form.tsx';
import { firstRun, useAdopt } from './session.ts';

const PASSWORD_LENGTH_MIN = 10;

/** The secret behind the # of the printed address, which browsers send to no server. */
const linkOfAddress = (): string => decodeURIComponent(window.location.hash.slice(1));

/** The secret of the link, which leaves the address bar at once. */
function useLink(): string {
  const [link] = useState(linkOfAddress);
  useEffect(() => window.history.replaceState(window.history.state, '', window.location.pathname), []);
  return link;
}

export function Page() {
  const link = useLink();
  return (
    <SessionForm title={t.session.firstRun} text={t.session.firstRunText}>
      {link === '' ? (
        <Alert color="yellow" title={t.session.noLink} role="alert">
          {t.session.noLinkNext}
        </Alert>
      ) : (
        <FirstAdministrator link={link} />
      )}
    </SessionForm>
  );
}

function FirstAdministrator({ link }: { link: string }) {
  const navigate = useNavigate();
  const adopt = useAdopt();
  const [facts, setFacts] = useState({ name: '', email: '', password: '', again: '' });
  const [faults, setFaults] = useState<{ password?: string; again?: string }>({});
  const attempt = useMutation({
    mutationFn: firstRun,
    onSuccess: (session) => {
      adopt(session);
      void navigate({ to: '/' });
    },
  });
  const submit = () => {
    const found = {
      ...(facts.password.length < PASSWORD_LENGTH_MIN ? { password: t.session.passwordShort } : {}),
      ...(facts.password !== facts.again ? { again: t.session.differs } : {}),
    };
    setFaults(found);
    if (Object.keys(found).length === 0) attempt.mutate({ link, name: facts.name, email: facts.email, password: facts.password });
  };
  const bound = (name: keyof typeof facts) => ({
    required: true,
    value: facts[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setFacts((all) => ({ ...all, [name]: value }));
    },
  });
  return (
    <form onSubmit={(event) => (event.preventDefault(), submit())}>
      <Stack>
        <TextInput label={t.session.name} autoComplete="name" {...bound('name')} />
        <TextInput label={t.session.email} type="email" autoComplete="username" {...bound('email')} />
        <PasswordInput
          label={t.session.password}
          description={t.session.passwordHint}
          autoComplete="new-password"
          error={faults.password}
          {...bound('password')}
        />
        <PasswordInput label={t.session.again} autoComplete="new-password" error={faults.again} {...bound('again')} />
        {attempt.isError && <Failure error={attempt.error} />}
        <Button type="submit" loading={attempt.isPending}>
          {t.session.create}
        </Button>
      </Stack>
    </form>
  );
}
