import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { assertMasterReads } from './assert-master.ts';
import { PARAMETER_BYTES_MAX, parameterBytes, PARAMETERS_MAX } from './parameter-size.ts';
import { sidesOf } from './parameter-side.ts';
import { Parameters } from './parameters.ts';

/** The parameters of an app as its administrators see them. */
@Controller()
export class DescriptionHandler {
  constructor(private readonly parameters: Parameters) {}

  @Handles(config.describeParameters)
  async describe(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<config.DescribedParameters> {
    assertMasterReads(context.identity);
    const { version, params = {}, conditions, ...state } = await this.parameters.read(context);
    const sides = sidesOf({ params, conditions, ...state });
    return {
      version,
      params,
      masterKeyOnly: Object.fromEntries(Array.from(sides, ([name, { masterKeyOnly }]) => [name, masterKeyOnly])),
      conditions,
      bytes: parameterBytes(sides),
      bytesMax: PARAMETER_BYTES_MAX,
      parametersMax: PARAMETERS_MAX,
    };
  }
}
