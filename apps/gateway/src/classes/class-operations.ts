import type { Bus } from '@parlance/bus';
import { auth, data, type Operation, type RestReply } from '@parlance/contracts';
import { INSTALLATION, SESSION, USER } from '@parlance/platform-classes';
import type { Reply } from '../reply/reply.ts';
import { withMember } from '../reply/with-member.ts';
import type { Call } from '../routes/route.ts';

/** A call that names a class, in its path or by its route. */
export type ClassCall = Pick<Call, 'context' | 'input' | 'caller'> & { readonly className: string };
/** The same for one object of it. */
export type ObjectCall = ClassCall & { readonly objectId: string };

/** One operation on objects of a class, by whichever route it is asked. */
interface ClassOperation<OneCall> {
  /** Of the operation that a service is asked. */
  readonly subject: string;
  readonly ask: (call: OneCall) => Promise<Reply>;
}

/** All operations on objects of a class. */
export interface ClassOperations {
  readonly find: ClassOperation<ClassCall>;
  readonly create: ClassOperation<ClassCall>;
  readonly get: ClassOperation<ObjectCall>;
  readonly update: ClassOperation<ObjectCall>;
  readonly remove: ClassOperation<ObjectCall>;
}

/** The operations of every class: data's, but for the classes whose rules another service knows. */
export class ClassTable {
  readonly #ordinary: ClassOperations;
  readonly #special: ReadonlyMap<string, ClassOperations>;

  constructor(bus: Bus) {
    this.#ordinary = ordinaryOperations(bus);
    this.#special = new Map([
      [USER, userOperations(bus, this.#ordinary)],
      [SESSION, sessionOperations(bus, this.#ordinary)],
      [INSTALLATION, installationOperations(bus, this.#ordinary)],
    ]);
  }

  operationsOf(className: string): ClassOperations {
    return this.#special.get(className) ?? this.#ordinary;
  }

  /** Whether several creates can be one, and writes parts of a transaction: whether data alone decides them. */
  isOrdinary(className: string): boolean {
    return !className.startsWith('_');
  }
}

/** An operation of a service as one on objects of a class. */
function asks<OneCall extends ClassCall, Request>(
  bus: Bus,
  operation: Operation<Request, RestReply>,
  requestOf: (call: OneCall) => Request,
): ClassOperation<OneCall> {
  return { subject: operation.subject, ask: (call) => bus.call(operation, requestOf(call), call.context) };
}

function ordinaryOperations(bus: Bus): ClassOperations {
  return {
    find: asks(bus, data.find, ({ className, input }) => ({ className, parameters: input })),
    create: asks(bus, data.create, ({ className, input }) => ({ className, body: input })),
    get: asks(bus, data.get, ({ className, objectId, input }) => ({ className, objectId, parameters: input })),
    update: asks(bus, data.update, ({ className, objectId, input }) => ({ className, objectId, body: input })),
    remove: asks(bus, data.remove, ({ className, objectId }) => ({ className, objectId })),
  };
}

/** Whoever creates a user signs up, by whichever route. */
function userOperations(bus: Bus, ordinary: ClassOperations): ClassOperations {
  return {
    find: ordinary.find,
    create: asks(bus, auth.signUp, ({ input: body, caller: { origin } }) => ({ body, origin })),
    get: { ...ordinary.get, ask: (call) => getUser(call, ordinary) },
    update: asks(bus, auth.updateUser, ({ objectId: userId, input: body, caller }) => ({ userId, body, ...caller })),
    remove: asks(bus, auth.removeUser, ({ objectId: userId, caller }) => ({ userId, body: {}, ...caller })),
  };
}

/** Users find the token of their session in themselves. */
async function getUser(call: ObjectCall, ordinary: ClassOperations): Promise<Reply> {
  const reply = await ordinary.get.ask(call);
  const { identity } = call.context;
  const isOwn = identity.kind === 'user' && identity.userId === call.objectId;
  return isOwn && call.caller.sessionToken !== undefined ? withMember(reply, 'sessionToken', call.caller.sessionToken) : reply;
}

function sessionOperations(bus: Bus, ordinary: ClassOperations): ClassOperations {
  return { ...ordinary, create: asks(bus, auth.createSession, ({ input: body, caller }) => ({ body, ...caller })) };
}

function installationOperations(bus: Bus, ordinary: ClassOperations): ClassOperations {
  const saved = ({ input: body, caller: { origin } }: ClassCall) => ({ body, installationId: origin.installationId });
  return {
    ...ordinary,
    create: asks(bus, data.saveInstallation, saved),
    update: asks(bus, data.saveInstallation, (call: ObjectCall) => ({ objectId: call.objectId, ...saved(call) })),
  };
}
