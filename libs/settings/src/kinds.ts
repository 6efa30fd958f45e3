import { BAD, type Setting } from './setting.ts';

/** With `default` the value when unset; with `optional` it is undefined then; with neither the variable must be set. */
interface Common<Value> {
  readonly meaning: string;
  readonly default?: Value;
}
interface Optional {
  readonly meaning: string;
  readonly optional: true;
}

interface IntBounds {
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
}

/** A whole number from `min` to `max`, in decimal digits. */
export function int(options: IntBounds & Optional): Setting<number | undefined>;
export function int(options: IntBounds & Common<number>): Setting<number>;
export function int(options: IntBounds & (Common<number> | Optional)): Setting<number | undefined> {
  const unit = options.unit === undefined ? '' : ` of ${options.unit}`;
  return setting<number>(options, `a whole number${unit} from ${options.min} to ${options.max}`, (text) => {
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= options.min && value <= options.max ? value : BAD;
  });
}

/** Marks a variable that holds a secret, or an address that may hold one; `<NAME>_FILE` may then name a file with the value. */
interface Secrecy {
  readonly secret?: true;
}

interface TextForm extends Secrecy {
  readonly pattern?: RegExp;
  /** The wish of `pattern` in words, to follow "must be". */
  readonly form?: string;
}

/** Any string, or one that `pattern` accepts. */
export function text(options: TextForm & Optional): Setting<string | undefined>;
export function text(options: TextForm & Common<string>): Setting<string>;
export function text(options: TextForm & (Common<string> | Optional)): Setting<string | undefined> {
  return setting<string>(options, options.form ?? 'a string', (value) => (options.pattern?.test(value) === false ? BAD : value));
}

interface UrlForm extends Secrecy {
  /** Accepted schemes, without the colon. */
  readonly schemes: readonly string[];
}

/**
 * An address, kept as its string. Several hosts in one address (`mongodb://a:1,b:2/`, `nats://a:1,nats://b:2`) are accepted as
 * drivers accept them, so only its scheme and, for http, its syntax are checked here.
 */
export function url(options: UrlForm & Optional): Setting<string | undefined>;
export function url(options: UrlForm & Common<string>): Setting<string>;
export function url(options: UrlForm & (Common<string> | Optional)): Setting<string | undefined> {
  const forms = options.schemes.map((scheme) => `${scheme}://…`).join(' or ');
  return setting<string>(options, `an address such as ${forms}`, (value) => {
    const scheme = options.schemes.find((name) => value.startsWith(`${name}://`));
    if (scheme === undefined || /\s/.test(value) || value.length === scheme.length + 3) return BAD;
    return scheme.startsWith('http') && !URL.canParse(value) ? BAD : value;
  });
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Yes or no. */
export function flag(options: Common<boolean>): Setting<boolean> {
  return setting<boolean>(options, 'true or false', (value) => FLAGS.get(value.toLowerCase()) ?? BAD) as Setting<boolean>;
}

/** One word of a closed set. */
export function oneOf<const Choice extends string>(choices: readonly Choice[], options: Common<NoInfer<Choice>>): Setting<Choice> {
  const read = (value: string): Choice | typeof BAD => choices.find((choice) => choice === value) ?? BAD;
  return setting<Choice>(options, `one of ${choices.join(', ')}`, read) as Setting<Choice>;
}

interface ListForm {
  /** A closed set of words. */
  readonly of?: readonly string[];
  /** A test of each word, and its wish in words, to follow "each". */
  readonly each?: { readonly accepts: (word: string) => boolean; readonly form: string };
}

/** Words separated by commas, spaces around them dropped. */
export function list(options: Common<readonly string[]> & ListForm): Setting<readonly string[]> {
  const { of, each } = options;
  const form = of === undefined ? each?.form : `one of ${of.join(', ')}`;
  const expected = form === undefined ? 'words separated by commas' : `words separated by commas, each ${form}`;
  const isFit = (word: string): boolean => word !== '' && (of?.includes(word) ?? true) && (each?.accepts(word) ?? true);
  const read = (value: string): readonly string[] | typeof BAD => {
    const words = value.split(',').map((word) => word.trim());
    return words.every(isFit) ? Object.freeze(words) : BAD;
  };
  return setting<readonly string[]>(options, expected, read) as Setting<readonly string[]>;
}

function setting<Value>(
  options: (Common<Value> | Optional) & Secrecy,
  expected: string,
  read: Setting<Value>['read'],
): Setting<Value | undefined> {
  const { meaning, secret } = options;
  const common = { meaning, expected, read, ...(secret === undefined ? {} : { secret }) };
  if ('optional' in options) return Object.freeze({ ...common, fallback: { value: undefined } });
  if (options.default === undefined) return Object.freeze(common);
  return Object.freeze({ ...common, fallback: { value: options.default } });
}
