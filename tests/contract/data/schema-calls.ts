import { MASTER, type Identity } from '@parlance/acl';
import { data, type Operation, type RestReply } from '@parlance/contracts';
import type { DataDeployment, Json } from './data-service.ts';

/** The schema API of a deployment, as one identity asks it. */
export class SchemaCalls {
  readonly #deployment: DataDeployment;
  readonly #identity: Identity;
  readonly #app: string;

  constructor(deployment: DataDeployment, identity: Identity = MASTER, app = 'test') {
    this.#deployment = deployment;
    this.#identity = identity;
    this.#app = app;
  }

  async list(): Promise<Json[]> {
    return (await this.#ask(data.listClasses, {}))['results'] as Json[];
  }

  get(className: string): Promise<Json> {
    return this.#ask(data.describeClass, { className });
  }

  create(className: string | undefined, body: Json = {}): Promise<Json> {
    return this.#ask(data.createClass, className === undefined ? { body } : { className, body });
  }

  change(className: string, body: Json): Promise<Json> {
    return this.#ask(data.changeClass, { className, body });
  }

  drop(className: string): Promise<Json> {
    return this.#ask(data.dropClass, { className });
  }

  purge(className: string): Promise<Json> {
    return this.#ask(data.purgeClass, { className });
  }

  async #ask<Req>(operation: Operation<Req, RestReply>, request: Req): Promise<Json> {
    const { body } = await this.#deployment.call(operation, request, { identity: this.#identity, app: this.#app });
    return JSON.parse(new TextDecoder().decode(body)) as Json;
  }
}
