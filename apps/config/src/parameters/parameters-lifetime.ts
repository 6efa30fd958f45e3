import type { OnApplicationShutdown } from '@nestjs/common';
import type { Parameters } from './parameters.ts';

/** Follows changes for as long as the process serves. */
export class ParametersLifetime implements OnApplicationShutdown {
  readonly #end: () => void;

  constructor(parameters: Parameters) {
    this.#end = parameters.follow();
  }

  onApplicationShutdown(): void {
    this.#end();
  }
}
