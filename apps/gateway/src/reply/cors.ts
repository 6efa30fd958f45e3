import type { AppSettings } from '@parlance/app-settings';

const ALLOWED_METHODS = 'GET,PUT,POST,DELETE,OPTIONS,PATCH';
const ALLOWED_HEADERS = [
  'X-Parse-Master-Key',
  'X-Parse-REST-API-Key',
  'X-Parse-Javascript-Key',
  'X-Parse-Client-Key',
  'X-Parse-Windows-Key',
  'X-Parse-Maintenance-Key',
  'X-Parse-Application-Id',
  'X-Parse-Client-Version',
  'X-Parse-Session-Token',
  'X-Parse-Installation-Id',
  'X-Parse-Cloud-Context',
  'X-Parse-Revocable-Session',
  'X-Parse-Request-Id',
  'X-Requested-With',
  'Content-Type',
  'Pragma',
  'Cache-Control',
];
/** The JS SDK splits this list at a comma followed by exactly one space. */
const EXPOSED_HEADERS = 'X-Parse-Job-Status-Id, X-Parse-Push-Status-Id';

/** Header fields, flat: name, value, name, value. */
export type HeaderFields = readonly string[];

/** Which origins' browsers may read the answers of an app. Credentials in the sense of browsers (cookies) are never allowed. */
export class CorsPolicy {
  readonly #fields: ReadonlyMap<string, HeaderFields>;
  readonly #others: HeaderFields;

  constructor({ allowOrigin, allowHeaders }: Pick<AppSettings, 'allowOrigin' | 'allowHeaders'>) {
    const headers = [...ALLOWED_HEADERS, ...allowHeaders].join(', ');
    const origins = typeof allowOrigin === 'string' ? [allowOrigin] : allowOrigin;
    const fixed = origins.length === 1 || origins.includes('*');
    const first = origins.includes('*') ? '*' : (origins[0] ?? '*');
    this.#others = corsFields(first, headers, fixed);
    this.#fields = fixed ? new Map() : new Map(origins.map((origin) => [origin, corsFields(origin, headers, false)]));
  }

  /** @param origin of the page that asks; an unlisted one gets the first of the list, so that its browser refuses the answer */
  fieldsFor(origin: string | undefined): HeaderFields {
    return (origin === undefined ? undefined : this.#fields.get(origin)) ?? this.#others;
  }
}

/** For answers that belong to no known app: preflights name none, and errors should be readable. */
export const OPEN_CORS = new CorsPolicy({ allowOrigin: '*', allowHeaders: [] });

function corsFields(origin: string, headers: string, fixed: boolean): HeaderFields {
  return [
    'Access-Control-Allow-Origin',
    origin,
    'Access-Control-Allow-Methods',
    ALLOWED_METHODS,
    'Access-Control-Allow-Headers',
    headers,
    'Access-Control-Expose-Headers',
    EXPOSED_HEADERS,
    ...(fixed ? [] : ['Vary', 'Origin']),
  ];
}
