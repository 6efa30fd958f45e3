import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { asPlatform } from './as-platform.ts';

/** All parameters of Config in one app, and the conditions on them, as one state. */
export type ParameterState = data.ParameterState;
/** One recorded change. */
export type ParameterVersion = data.ParameterVersion;
/** A change by the state that it was decided on. */
export type ParameterChange = data.WriteParametersRequest;
/** The members of an installation that conditions on parameters look at. */
export type InstallationFacts = data.InstallationFacts;

/** The document of Config in an app's database, for the service that decides about its values. All is done in that service's own name. */
export class PlatformParameters {
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** @param further values that are shown as parameters are: the answer has them under the same names */
  read(context: RequestContext, further?: Readonly<Record<string, unknown>>): Promise<ParameterState> {
    return this.#bus.call(data.readParameters, further === undefined ? {} : { further }, asPlatform(context));
  }

  /** @returns false when somebody has changed the parameters since the version that the change names: nothing was written */
  async write(change: ParameterChange, context: RequestContext): Promise<boolean> {
    return (await this.#bus.call(data.writeParameters, change, asPlatform(context))).stored;
  }

  /** Changes before a version, newest first, without the states that they left. */
  async versions(before: number | undefined, limit: number, context: RequestContext): Promise<readonly ParameterVersion[]> {
    return (await this.#bus.call(data.listParameterVersions, { before, limit }, asPlatform(context))).versions;
  }

  /** @returns null for a change that is not kept */
  async version(version: number, context: RequestContext): Promise<ParameterVersion | null> {
    return (await this.#bus.call(data.readParameterVersion, { version }, asPlatform(context))).version;
  }

  /** @returns null for an installation that nobody has registered */
  async installation(installationId: string, context: RequestContext): Promise<InstallationFacts | null> {
    return (await this.#bus.call(data.readInstallationFacts, { installationId }, asPlatform(context))).facts;
  }
}
