import { routeGuards, type Method, type RouteDeviations, type RouteGuards } from '@parlance/contracts';
import type { AppRoute, PublicRoute } from './route.ts';

/** Declares a route that the gateway answers by a flow of its own, in the form in which contracts declare theirs. */
export function appRoute<const Path extends string>(
  method: Method,
  path: Path,
  scope: RouteGuards['scope'],
  operation: string,
  answer: AppRoute<Path>['answer'],
  deviations: RouteDeviations = {},
): AppRoute<Path> {
  return { ...routeGuards(method, path, scope, deviations), operation, answer };
}

/** Declares a route that asks for no keys. Without deviations a GET and '*' read, other methods write, and each costs 1. */
export function publicRoute<const Path extends string>(
  method: PublicRoute['method'],
  path: Path,
  operation: string,
  answer: PublicRoute<Path>['answer'],
  deviations: Partial<Pick<PublicRoute, 'effect' | 'cost' | 'explain'>> = {},
): PublicRoute<Path> {
  const effect = method === 'GET' || method === '*' ? 'read' : 'write';
  return { method, path, scope: 'public', effect, cost: 1, operation, answer, ...deviations };
}
