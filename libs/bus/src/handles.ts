import { Catch, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Operation, RequestContext } from '@parlance/contracts';
import type { DeclaredOperation } from './handlers.ts';

/** Name of the member of Nest's pattern extras that holds the operation. */
const OPERATION = 'operation';

/**
 * Hands every error to the bus unchanged, which alone decides about errors that cross. Without it Nest would turn a ParseError into an
 * unknown error. Filters of the method or the controller come first; global ones are not asked.
 */
class PassErrors implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

Catch()(PassErrors); // called, not written as a decorator: Node runs this lib by stripping its types

const passErrors = new PassErrors();

/**
 * Makes a controller's method the handler of an operation: it gets `(@Payload() request, @Ctx() context: RequestContext)`, returns
 * the reply, and throws ParseError for faults that the caller should hear of.
 */
export function Handles<Request, Reply>(operation: Operation<Request, Reply>) {
  return <Method extends (request: Request, context: RequestContext) => Reply | Promise<Reply>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    MessagePattern(operation.subject, { [OPERATION]: operation })(target, key, descriptor);
    UseFilters(passErrors)(target.constructor);
  };
}

/** The operation that `@Handles` put there; undefined for a handler declared by other means. */
export function operationOf(extras: Record<string, unknown> | undefined): DeclaredOperation | undefined {
  return extras?.[OPERATION] as DeclaredOperation | undefined;
}
