import { Alert } from '@mantine/core';
import { t } from '../texts/index.ts';

/** Says which services could not be asked, so that nobody takes a short list for a whole one. */
export function Missing({ services }: { services: readonly string[] }) {
  if (services.length === 0) return null;
  return <Alert color="yellow">{t.fleet.missing(services.join(', '))}</Alert>;
}
