/** The reasons for which a targeted installation gets nothing, as `skippedPerReason` counts them. */
export const SKIP_REASONS = [
  'canceled',
  'duplicate', // another installation of this page has the same token
  'expired',
  'frequencyCap', // it has had as many pushes as the app lets one installation have
  'lateZone',
  'missed', // nobody could send it at its time, nor until so long after it as the push allows
  'noProvider', // a device that nothing is delivered to, such as dotnet
  'noTimeZone',
  'noText', // localised alerts fit others, and there is no default
  'noToken',
  'notConfigured', // the app has no credential for it
  'quietHours', // it is left in peace at this hour, by its own clock
  'quota', // the subscription's pushes of the day are used up
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];
