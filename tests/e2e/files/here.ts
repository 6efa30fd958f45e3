import type { Parlance } from '@parlance/testing';

/**
 * An address of a file as the first gateway of a test deployment has it. Services in processes of their own do not know its port, which
 * a real deployment says by PARLANCE_PUBLIC_URL or PARLANCE_PORT.
 */
export function here(parlance: Parlance, url: string | undefined): string {
  const { pathname, search } = new URL(url ?? '');
  return new URL(pathname + search, parlance.url).href;
}
