import type { ExperimentType } from '@parlance/push';

/**
 * An experiment. `_id` is `<app>.<objectId>`, `a` the app. It is stored with the promise of its pushes, in one step: one that is there has
 * all of them. The parts of its audience are pure functions of `objectId`.
 */
export interface ExperimentDocument {
  readonly _id: string;
  readonly a: string;
  readonly objectId: string;
  readonly createdAt: Date;
  readonly name: string;
  readonly type: ExperimentType;
  /** The part of the audience that is tested, 1 to 100. */
  readonly sizePercent: number;
  /** The error that the decision may make. */
  readonly alpha: number;
  /** JSON, as it was asked for. */
  readonly where: string;
  /** `push`: the objectId of the push of this version. */
  readonly variants: readonly StoredVariant[];
  /** Days on which versions are sent first, `2026-12-26`: in UTC, or where they are due for pushes at a local time. */
  readonly days: readonly string[];
  /** Absent until it was looked at. */
  readonly checked?: CheckedAudience;
  readonly launch?: StoredLaunch;
}

export interface StoredVariant {
  readonly key: string;
  readonly push: string;
}

/** The look at the audience of an experiment, beside the answer to its sender. `devices` is at least so many where it is not exact. */
export interface CheckedAudience {
  readonly devices: number;
  readonly exact: boolean;
  readonly warnings: readonly ExperimentWarning[];
}

export interface ExperimentWarning {
  readonly code: 'noOpenTracking' | 'overlap' | 'oldSdk';
  readonly message: string;
}

/** Which version was launched, by which push. */
export interface StoredLaunch {
  readonly choice: string;
  readonly push: string;
  readonly at: Date;
}
