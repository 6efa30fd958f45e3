import { Alert, Button, Center } from '@mantine/core';
import { Empty } from '../parts/empty.tsx';
import { describe } from '../parts/failure.tsx';
import { ButtonLink } from '../parts/links.tsx';
import { t } from '../texts/index.ts';

/** A screen that has failed. */
export function Broken({ error }: { error: unknown }) {
  return (
    <Center component="main" p="xl">
      <Alert color="red" title={t.errors.broken} role="alert">
        <p>{describe(error)}</p>
        <p>{t.errors.brokenNext}</p>
        <Button variant="default" onClick={() => window.location.reload()}>
          {t.errors.reload}
        </Button>
      </Alert>
    </Center>
  );
}

export function NotFound() {
  return (
    <main>
      <Empty title={t.errors.notFound} next={t.errors.notFoundNext}>
        <ButtonLink to="/" variant="default">
          {t.shell.apps}
        </ButtonLink>
      </Empty>
    </main>
  );
}
