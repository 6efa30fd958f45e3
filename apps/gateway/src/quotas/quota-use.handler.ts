import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { gateway, type RequestContext } from '@parlance/contracts';
import { QuotaUse } from './quota-use.ts';

/** Answers `admin`. */
@Controller()
export class QuotaUseHandler {
  readonly #use: QuotaUse;

  constructor(use: QuotaUse) {
    this.#use = use;
  }

  @Handles(gateway.quotaUse)
  use(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<gateway.QuotaUse> {
    return this.#use.of(context);
  }
}
