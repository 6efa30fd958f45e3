import loaded from 'parse/node';

/** JSON object. */
export type Json = Record<string, unknown>;

/** The parts of an object of the SDK that the runtime uses; those with an underscore are the SDK's words for servers. */
export interface SdkObject {
  id?: string;
  readonly className: string;
  get(name: string): unknown;
  set(name: string | Json, value?: unknown): unknown;
  revert(...names: string[]): void;
  existed(): boolean;
  toJSON(): Json;
  _toFullJSON?(): Json;
  _getSaveJSON(): Json;
  _getStateIdentifier(): unknown;
  _handleSaveResponse(response: Json, status: number): void;
}

interface SdkObjectClass {
  new (className?: string): SdkObject;
  fromJSON(json: Json, override?: boolean): SdkObject;
}

export interface SdkQuery {
  withJSON(json: Json): unknown;
  toJSON(): Json;
}

export interface SdkError extends Error {
  code: number;
  status?: number;
}

export interface SdkFile {
  _name: string;
  _url?: string;
  _data?: string;
  _metadata?: Json;
  _tags?: Json;
  _directory?: string;
  _source?: { format?: string; type?: string; base64?: string; buffer?: Uint8Array };
  _requestTask?: unknown;
  _previousSave?: unknown;
  name(): string;
  url(): string | undefined;
  setMetadata(metadata: Json): void;
  setTags(tags: Json): void;
  setDirectory?(directory: string): void;
}

interface Controllers {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  setRESTController(controller: object): void;
  setFileController(controller: object): void;
  getFileController(): object;
  setInstallationController(controller: object): void;
  getObjectStateController(): { getPendingOps(identifier: unknown): readonly Json[] };
}

/** The SDK as the runtime uses it: the unmodified package, untyped where it is not meant for apps. */
export interface Sdk {
  applicationId: string;
  masterKey: string;
  serverURL: string;
  Cloud: Record<string, unknown>;
  Server?: unknown;
  readonly CoreManager: Controllers;
  readonly Object: SdkObjectClass;
  readonly Query: new (className: string) => SdkQuery;
  readonly Error: { new (code: number, message: unknown): SdkError };
  readonly File: {
    new (name: string, data?: unknown, type?: string, metadata?: Json, tags?: Json): SdkFile;
    fromJSON(json: unknown): SdkFile;
  };
  readonly Config: new () => { attributes: Json };
  initialize: (...args: unknown[]) => void;
  _initialize: (...args: unknown[]) => void;
  _encode(value: unknown): unknown;
  _decode(key: undefined, value: unknown): unknown;
}

export const SDK = loaded as unknown as Sdk;

export const isSdkObject = (value: unknown): value is SdkObject => value instanceof SDK.Object;
export const isSdkError = (value: unknown): value is SdkError => value instanceof SDK.Error;
