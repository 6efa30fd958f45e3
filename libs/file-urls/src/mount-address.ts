/** The variables of a deployment by which its services know under which address clients reach it. */
export interface MountSettings {
  readonly PARLANCE_HOST: string;
  readonly PARLANCE_PORT: number;
  readonly PARLANCE_MOUNT: string;
  readonly PARLANCE_PUBLIC_URL?: string | undefined;
}

/** Address of the mount as clients reach it, without a slash at its end. */
export function mountAddress({
  PARLANCE_HOST: host,
  PARLANCE_PORT: port,
  PARLANCE_MOUNT: mount,
  PARLANCE_PUBLIC_URL: configured,
}: MountSettings): string {
  const address = configured ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}${mount}`;
  return address.replace(/\/+$/, '');
}
