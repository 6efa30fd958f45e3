export { SYSTEM_CLOCK, type Clock } from './clock.ts';
export { PROVIDER_NAMES, type Message, type Outcome, type ProviderLoad, type ProviderName, type PushProvider } from './provider.ts';
export type { Target } from './target.ts';

export { momentOf, type Moment } from './time/moment.ts';
export { endsAt, expiresAt, secondsLeft, type Expiration } from './time/expiry.ts';
export { GRACE_MS, LATE_ZONES, wavesOf, type LateZones, type Timing, type Wave, type Waves } from './time/waves.ts';
export { instantIn, isTimeZone, nextDay, offsetMinutes } from './time/zones.ts';

export { DEFAULT_LOCALE, textsOf, type LocalisedData, type Texts } from './text/locales.ts';
export { hashedText } from './push-hash.ts';

export { APPLE_TYPES, DEVICE_TYPES, isDeviceType, WINDOWS_TYPES, type DeviceType } from './routing/device-types.ts';
export { platformOf, providersServing, routeTo, type Route } from './routing/route.ts';
export { configuredProviders, senderFor, sendersOf, type Sender, type Senders } from './routing/senders.ts';
export { SKIP_REASONS, type SkipReason } from './routing/skip-reasons.ts';

export { mayHaveAnother, rememberedOf, type CapRule } from './delivery-rules/frequency-cap.ts';
export { QuietClock, quietUntil, type QuietHours } from './delivery-rules/quiet-hours.ts';
export { assertRecipients, isExempt } from './delivery-rules/transactional.ts';
export { badgeOf, type Badge } from './render/badge.ts';
export {
  collapseIdOf,
  defaultPolicy,
  isSilent,
  POLICIES,
  type DeliveryPolicy,
  type PushContent,
  type RenderContext,
} from './render/content.ts';
export { previewsOf, type Preview } from './render/previews.ts';
export { render } from './render/render.ts';
export { bytesOf, payloadOf, type Rendered } from './render/rendered.ts';
export { assertSizes, sizeLimit } from './render/sizes.ts';

export { mulberry32, seedOf } from './plan/mulberry32.ts';
export {
  byCodePoint,
  FAST_MAX,
  laneOf,
  LANES,
  PARTITIONS_MAX,
  partitionsFor,
  rangesBetween,
  sampleSize,
  type Lane,
  type Range,
} from './plan/partitions.ts';
export { ATTEMPTS_MAX, nextAttempt, type FailedAttempt, type NextAttempt } from './plan/retry.ts';

export { Breaker, type BreakerOptions, type BreakerState, type Permission } from './flow/breaker.ts';
export { isSuspect, JUDGED, judgeTokens, tallied, type TokenTally, type TokenVerdict } from './flow/token-guard.ts';

export {
  canTake,
  isRemovable,
  PUSH_STATES,
  REMOVABLE,
  TERMINAL_STATES,
  TRANSITIONS,
  type PushState,
  type Transition,
  type TransitionName,
} from './state/push-states.ts';

export { addCounts, addTallies, countKey, isAccounted, NO_COUNTS, sumOf, type Counts, type Tally } from './counts/counts.ts';
export {
  deliveryReport,
  isPushState,
  statusViewOf,
  type CountedPartition,
  type DeliveryError,
  type StatusView,
} from './counts/status-view.ts';

export { queryFor, type Audience } from './request/audience.ts';
export { isChannelName, readChannels } from './request/channels.ts';
export { assertEnoughDevices, type ExperimentRequest, type ExperimentType, type Variant } from './request/experiment.ts';
export { launchBody, type Launchable } from './experiment/launch.ts';
export { outdatedSdks } from './experiment/outdated-sdks.ts';
export type { PushOptions } from './request/options.ts';
export { assertQuerySize, parsePush, type PushContext, type PushRequest } from './request/parse-push.ts';
export { assertMayPush, type PushCaller, type PushRights, type PushSource } from './request/push-caller.ts';
