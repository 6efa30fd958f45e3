import { writesEverything } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { auth, type Operation, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { AppRoute, Method } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

/** Logging in and out, and what a bearer of a session asks about himself. */
export function addAccountRoutes(table: RouteTable, bus: Bus): void {
  table
    .add({ ...submission('POST', '/login', auth.logIn), ignoresSession: true })
    .add({ ...submission('GET', '/login', auth.logIn), ignoresSession: true })
    .add({ ...submission('POST', '/verifyPassword', auth.verifyPassword), ignoresSession: true })
    .add({ ...submission('GET', '/verifyPassword', auth.verifyPassword), ignoresSession: true })
    .add(submission('POST', '/challenge', auth.challenge))
    .add(logInAs(bus))
    .add(submission('POST', '/requestPasswordReset', auth.requestReset))
    .add(submission('POST', '/verificationEmailRequest', auth.requestVerification))
    .add(own('GET', '/users/me', auth.me))
    .add(own('POST', '/logout', auth.logOut))
    .add(own('POST', '/upgradeToRevocableSession', auth.upgradeSession))
    .add(own('GET', '/sessions/me', auth.currentSession))
    .add(own('PUT', '/sessions/me', auth.pairSession));

  /** A session that is begun or a password that is tried changes nothing the read-only master key could not do. */
  function submission<Path extends string>(method: Method, path: Path, operation: Operation<auth.Submission, RestReply>): AppRoute<Path> {
    return {
      method,
      path,
      scope: 'app',
      effect: 'write',
      cost: 1,
      operation: operation.subject,
      answer: ({ input: body, caller: { origin }, context }) => bus.call(operation, { body, origin }, context),
    };
  }

  function own<Path extends string>(method: Method, path: Path, operation: Operation<auth.TokenSubmission, RestReply>): AppRoute<Path> {
    return {
      method,
      path,
      scope: 'app',
      effect: method === 'GET' ? 'read' : 'write',
      cost: 1,
      operation: operation.subject,
      answer: ({ input: body, caller, context }) => bus.call(operation, { body, ...caller }, context),
    };
  }
}

/** Answers others than the master key by 119, where other routes say 403: clients of old expect it so. */
function logInAs(bus: Bus): AppRoute<'/loginAs'> {
  return {
    method: 'POST',
    path: '/loginAs',
    scope: 'app',
    effect: 'write',
    cost: 1,
    operation: auth.logInAs.subject,
    answer: ({ input: body, caller: { origin }, context }) => {
      if (!writesEverything(context.identity)) throw new ParseError('OperationForbidden', 'Permission denied');
      return bus.call(auth.logInAs, { body, origin }, context);
    },
  };
}
