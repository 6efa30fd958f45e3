import type { data } from '@parlance/contracts';

type Values = Readonly<Record<string, unknown>>;

/** The parameters of an app as the database holds them: values in their stored form. */
export interface StoredParameters {
  /** 0 before the first change that Parlance made. */
  readonly version: number;
  /** Undefined where there is no document, or one without the member. */
  readonly params: Values | undefined;
  readonly masterKeyOnly: Values | undefined;
  readonly conditions: Values;
}

/** A change as it is recorded. */
export interface StoredVersion {
  readonly version: number;
  readonly at: Date;
  readonly record: Values;
  /** Undefined where it was not asked for, and where a server without transactions broke off in the middle. */
  readonly state: StoredParameters | undefined;
}

/** A change whose values are in their stored form. */
export type ParameterChange = Pick<
  data.WriteParametersRequest,
  'version' | 'set' | 'remove' | 'masterKeyOnly' | 'conditions' | 'record' | 'keep'
>;

/**
 * The document of Config in one app's database, and its changes.
 *
 * @throws everywhere RequestTimeout (124), ServiceUnavailable (2)
 */
export interface ParameterStore {
  /** One state, never half of a change. */
  read(timeMsMax: number): Promise<StoredParameters>;

  /** @returns false when somebody has changed the parameters since `version`: then nothing was written */
  write(change: ParameterChange, at: Date, deadline: number): Promise<boolean>;

  /** Changes before a version, newest first, without the states that they left. */
  list(before: number | undefined, limit: number, timeMsMax: number): Promise<readonly StoredVersion[]>;

  /** @returns undefined for a change that is not kept */
  version(version: number, timeMsMax: number): Promise<StoredVersion | undefined>;
}
