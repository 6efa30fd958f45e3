import { withoutSecrets } from '@parlance/audit';
import type { Bus } from '@parlance/bus';
import { config, data, type RequestContext } from '@parlance/contracts';

/** A request that changes something. */
export interface ChangeRequest {
  /** Subject of the operation. */
  readonly action: string;
  /** Method and path. */
  readonly act: string;
  readonly path: Readonly<Record<string, string>>;
  /** Body of the request. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Something whose state is shown before and after its change. `read` answers null where it is not there, or cannot be asked for. */
export interface Watched {
  readonly name: string;
  readonly read: (bus: Bus, context: RequestContext) => Promise<unknown>;
}

const ofClass = ({ path, input }: ChangeRequest): Watched => {
  const className = String(path['className'] ?? input['className']);
  return { name: `class ${className}`, read: (bus, context) => orNull(() => classOf(bus, className, context)) };
};
const ofParameters = (): Watched => ({ name: 'parameters', read: (bus, context) => orNull(() => parametersOf(bus, context)) });

const WATCHED: ReadonlyMap<string, (asked: ChangeRequest) => Watched> = new Map([
  ...[data.createClass, data.changeClass, data.dropClass].map(({ subject }) => [subject, ofClass] as const),
  ...[config.changeParameters, config.rollBackParameters].map(({ subject }) => [subject, ofParameters] as const),
]);

/** The state that a request changes; undefined where its body says all there is to say. */
export function watched(asked: ChangeRequest): Watched | undefined {
  return WATCHED.get(asked.action)?.(asked);
}

async function classOf(bus: Bus, className: string, context: RequestContext): Promise<unknown> {
  const { body } = await bus.call(data.describeClass, { className }, context);
  return withoutSecrets(JSON.parse(Buffer.from(body).toString()));
}

/** Parameters that clients do not see may hold secrets: of these the audit tells that they are set. */
async function parametersOf(bus: Bus, context: RequestContext): Promise<unknown> {
  const { forMaster } = await bus.call(config.parametersOf, {}, context);
  const { params, masterKeyOnly = {} } = JSON.parse(forMaster) as {
    readonly params: Readonly<Record<string, unknown>>;
    readonly masterKeyOnly?: Readonly<Record<string, boolean>>;
  };
  const shown = Object.entries(params).map(([name, value]) => [name, masterKeyOnly[name] === true ? { isSet: true } : value]);
  return withoutSecrets(Object.fromEntries(shown));
}

/** The change itself says why something cannot be read. */
async function orNull(read: () => Promise<unknown>): Promise<unknown> {
  try {
    return await read();
  } catch {
    return null;
  }
}
