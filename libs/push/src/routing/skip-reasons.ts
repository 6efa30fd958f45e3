/** The reasons for which a targeted installation gets nothing, as `skippedPerReason` counts them. */
export const SKIP_REASONS = [
  'canceled',
  'duplicate', // another installation of this page has the same token
  'expired',
  'lateZone',
  'noProvider', // a device that nothing is delivered to, such as dotnet
  'noTimeZone',
  'noText', // localised alerts fit others, and there is no default
  'noToken',
  'notConfigured', // the app has no credential for it
  'quota', // the subscription's pushes of the day are used up
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];
