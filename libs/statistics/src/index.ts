export {
  assignGroup,
  bucketOf,
  BUCKETS,
  installationKey,
  memberOf,
  variantKey,
  variantOf,
  VARIANTS_MAX,
  type Assignable,
  type Group,
  type Split,
} from './assignment.ts';
export { openRate, type Counts, type Interval } from './counts.ts';
export { wilsonInterval } from './wilson.ts';
export { pooledZ } from './pooled-z.ts';
export { newcombeInterval } from './newcombe.ts';
export { fisherTwoSided } from './fisher.ts';
export { compare, type Comparison } from './comparison.ts';
export { sampleRatio, SAMPLE_RATIO_P_MIN } from './sample-ratio.ts';
export { holm } from './holm.ts';
export { COMPLETE_AFTER_HOURS, informationFraction, sequentialAlpha } from './sequential.ts';
export { decide, WAIT_HOURS, type Decision, type Observed, type Undecided } from './decision.ts';
export { standingOf, type Bounds, type GroupStanding, type SoFar, type Standing } from './report.ts';
export { reportText, type DescribedExperiment, type DescribedGroup, type DescribedLaunch } from './report-text.ts';
export { power, sampleSize, sampleSizeExact, smallestDetectable, type TestPlan } from './sample-size.ts';
export { baselineRate, suggestAudience, type AudienceSuggestion } from './audience-size.ts';
export { simulate } from './simulate.ts';
export { mulberry32 } from './mulberry32.ts';
export { normalCdf, normalQuantile } from './normal.ts';
export { chiSquareTail } from './chi-square.ts';
