import type { Bus } from '@parlance/bus';
import { auth, data } from '@parlance/contracts';
import { INSTALLATION, SESSION, USER } from '@parlance/platform-classes';
import type { Reply } from '../reply/reply.ts';
import { withMember } from '../reply/with-member.ts';
import type { Call } from '../routes/route.ts';

/** A call that names a class, in its path or by its route. */
export type ClassCall = Pick<Call, 'app' | 'context' | 'input' | 'caller'> & { readonly className: string };
/** The same for one object of it. */
export type ObjectCall = ClassCall & { readonly objectId: string };

/** What the operations on objects of a class are, by whichever route they are asked. */
export interface ClassOperations {
  readonly find: (call: ClassCall) => Promise<Reply>;
  readonly create: (call: ClassCall) => Promise<Reply>;
  readonly get: (call: ObjectCall) => Promise<Reply>;
  readonly update: (call: ObjectCall) => Promise<Reply>;
  readonly remove: (call: ObjectCall) => Promise<Reply>;
}

/** The operations of every class: data's, but for the classes whose rules another service knows. */
export class ClassTable {
  readonly #ordinary: ClassOperations;
  readonly #users: ClassOperations;
  readonly #special: ReadonlyMap<string, ClassOperations>;

  constructor(bus: Bus) {
    this.#ordinary = ordinaryOperations(bus);
    this.#users = userOperations(bus, this.#ordinary);
    this.#special = new Map([
      [USER, { ...this.#users, create: (call) => (isSignUp(call) ? this.#users.create(call) : this.#ordinary.create(call)) }],
      [SESSION, sessionOperations(bus, this.#ordinary)],
      [INSTALLATION, installationOperations(bus, this.#ordinary)],
    ]);
  }

  operationsOf(className: string): ClassOperations {
    return this.#special.get(className) ?? this.#ordinary;
  }

  /** The same by the routes that a class has to itself: whoever creates a user there signs up, and is told what a sign-up lacks. */
  ownOperationsOf(className: string): ClassOperations {
    return className === USER ? this.#users : this.operationsOf(className);
  }

  /** Whether several creates can be one, and writes parts of a transaction: whether data alone decides them. */
  isOrdinary(className: string): boolean {
    return !className.startsWith('_');
  }
}

function ordinaryOperations(bus: Bus): ClassOperations {
  return {
    find: ({ className, input, context }) => bus.call(data.find, { className, parameters: input }, context),
    create: ({ className, input, context }) => bus.call(data.create, { className, body: input }, context),
    get: ({ className, objectId, input, context }) => bus.call(data.get, { className, objectId, parameters: input }, context),
    update: ({ className, objectId, input, context }) => bus.call(data.update, { className, objectId, body: input }, context),
    remove: ({ className, objectId, context }) => bus.call(data.remove, { className, objectId }, context),
  };
}

function userOperations(bus: Bus, ordinary: ClassOperations): ClassOperations {
  return {
    find: ordinary.find,
    create: ({ input: body, caller: { origin }, context }) => bus.call(auth.signUp, { body, origin }, context),
    get: async (call) => {
      const reply = await ordinary.get(call);
      const { identity } = call.context;
      const isOwn = identity.kind === 'user' && identity.userId === call.objectId;
      return isOwn && call.caller.sessionToken !== undefined ? withMember(reply, 'sessionToken', call.caller.sessionToken) : reply;
    },
    update: ({ objectId: userId, input: body, caller, context }) => bus.call(auth.updateUser, { userId, body, ...caller }, context),
    remove: ({ objectId: userId, caller, context }) => bus.call(auth.removeUser, { userId, body: {}, ...caller }, context),
  };
}

/** Whether saving a user is signing up; without credentials it is a save like any other, which users refuse. */
function isSignUp({ input: { username, password, authData } }: ClassCall): boolean {
  return username !== undefined || password !== undefined || (authData !== undefined && authData !== null);
}

function sessionOperations(bus: Bus, ordinary: ClassOperations): ClassOperations {
  return { ...ordinary, create: ({ input: body, caller, context }) => bus.call(auth.createSession, { body, ...caller }, context) };
}

function installationOperations(bus: Bus, ordinary: ClassOperations): ClassOperations {
  const save = ({ input: body, caller: { origin }, context }: ClassCall, objectId?: string) =>
    bus.call(data.saveInstallation, { objectId, body, installationId: origin.installationId }, context);
  return { ...ordinary, create: (call) => save(call), update: (call) => save(call, call.objectId) };
}
