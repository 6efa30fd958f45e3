import { Icon } from '../parts/icons.tsx';
import { ButtonLink } from '../parts/links.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';

/** Leads to the composer, for administrators who may send. */
export function NewPushLink({ app }: { app: string }) {
  if (!useMay()('push:write')) return null;
  return (
    <ButtonLink to="/apps/$app/push/new" params={{ app }} leftSection={<Icon name="plus" />}>
      {t.push.newPush}
    </ButtonLink>
  );
}
