/** The choices of somebody who launches a version. `at`: as the browser's input of times has it, without a zone. */
export interface LaunchForm {
  readonly when: 'now' | 'later' | 'local';
  readonly at: string;
  /** Seconds after which devices are not tried any more; empty for no limit. */
  readonly expires: string;
}

export const EXPIRIES = ['3600', '21600', '86400', '604800'] as const;

/** Whether a time was given where one is needed. */
export const isComplete = ({ when, at }: LaunchForm): boolean => when === 'now' || !Number.isNaN(new Date(at).getTime());

/** The same as members of the request: a time of the viewer becomes UTC, one of each device stays without a zone. */
export function launchTimes({ when, at, expires }: LaunchForm): { readonly pushTime?: string; readonly expirationInterval?: number } {
  const pushTime = when === 'later' ? new Date(at).toISOString() : withSeconds(at);
  return {
    ...(when === 'now' ? {} : { pushTime }),
    ...(expires === '' ? {} : { expirationInterval: Number(expires) }),
  };
}

const withSeconds = (at: string): string => (at.length === 'YYYY-MM-DDTHH:MM'.length ? `${at}:00` : at);
