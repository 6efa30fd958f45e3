import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isObject } from '@parlance/values';
import { checkSetting, isSettingName } from '../../../apps/config/src/app-settings/check-settings.ts';
import { placeOfOption, sentenceOnOption } from '../../../apps/config/src/app-settings/foreign-options.ts';
import type { Finding } from '../finding.ts';
import { judgeProviders } from './auth-providers.ts';
import { FUNCTION_MARK, INSTANCE_MARK, readingsOf, type OldOptions } from './old-options.ts';
import { levelOfOption } from './option-levels.ts';
import { KEPT_DEFAULTS, otherDefaults } from './other-defaults.ts';

/** The options of an app of Parse Server, as its settings here. */
export interface JudgedOptions {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Absolute path of its Cloud Code, where there is some. */
  readonly cloud?: string;
  readonly findings: readonly Finding[];
}

const SEE_CALLBACKS = 'docs/cloud-callbacks.md';
const SEE = 'docs/compatibility.md';

/** Settings that name a function where Parse Server takes a callback, and the function's name in the apps file. */
const CALLBACKS: Readonly<Record<string, string>> = {
  verifyUserEmails: 'verifyUserEmails',
  preventLoginWithUnverifiedEmail: 'preventLoginWithUnverifiedEmail',
  sendUserEmailVerification: 'sendUserEmailVerification',
  'passwordPolicy.validatorCallback': 'acceptPassword',
};

/** Members of options that have no counterpart in the setting of the same name, and are left out with a word about it. */
const DROPPED_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  fileUpload: ['allowedFileUrlDomains'],
  pages: ['forceRedirect', 'pagesPath', 'pagesEndpoint', 'encodePageParamHeaders', 'localizationJsonPath', 'customRoutes', 'enableRouter'],
  rateLimit: ['redisUrl'],
  logLevels: ['signupUsernameTaken'],
  push: ['adapter', 'queueOptions'],
};

/** Judges every option: a setting of the same or of another name, a place in the apps file, or nothing that takes its place. */
export function judgeOptions(options: OldOptions): JudgedOptions {
  const settings: Record<string, unknown> = { ...KEPT_DEFAULTS };
  const findings: Finding[] = [];
  for (const name of options.names()) {
    if (name === 'auth') {
      const { setting, findings: more } = judgeProviders(options);
      if (Object.keys(setting).length > 0) settings['auth'] = setting;
      findings.push(...more);
    } else if (isSettingName(name)) judgeSetting(name, options.value(name), settings, findings);
    else judgeForeign(name, options, settings, findings);
  }
  const cloud = cloudOf(options, findings);
  findings.push(...otherDefaults(options));
  return { settings, findings, ...(cloud === undefined ? {} : { cloud }) };
}

function judgeSetting(name: string, value: unknown, settings: Record<string, unknown>, findings: Finding[]): void {
  const fitted = withoutDropped(name, withFunctions(name, value, findings), findings);
  for (const reading of readingsOf(fitted)) {
    if (!checkSetting(name, reading).ok) continue;
    settings[name] = reading;
    return;
  }
  const checked = checkSetting(name, fitted);
  const reason = checked.ok ? '' : checked.message;
  findings.push({
    id: 'option-refused',
    level: 'act',
    about: name,
    text: `The value does not fit here, and is left out of the apps file. ${reason}`,
  });
}

/** Callbacks in an option become names of functions. Until they are written the app refuses everything that depends on them. */
function withFunctions(name: string, value: unknown, findings: Finding[]): unknown {
  const named = (place: string): object | undefined => {
    const asked = CALLBACKS[place];
    if (asked === undefined) return undefined;
    const text = `A function of the app's Cloud Code, ${asked}, takes the place of the callback: write it before the move, since nothing that depends on it succeeds until then.`;
    findings.push({ id: 'callback', level: 'act', about: place, text, see: SEE_CALLBACKS });
    return { function: asked };
  };
  if (isFunction(value)) return named(name) ?? value;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) => [member, isFunction(inner) ? (named(`${name}.${member}`) ?? inner) : inner]),
  );
}

function isFunction(value: unknown): boolean {
  return isObject(value) && FUNCTION_MARK in value;
}

function withoutDropped(name: string, value: unknown, findings: Finding[]): unknown {
  const dropped = DROPPED_MEMBERS[name] ?? [];
  if (Array.isArray(value)) return value.map((element: unknown) => withoutDropped(name, element, findings));
  if (!isObject(value)) return value;
  for (const member of dropped.filter((candidate) => Object.hasOwn(value, candidate))) {
    const about = `${name}.${member}`;
    const text =
      about === 'push.adapter'
        ? 'Services of the platform send pushes: put the credentials of each platform into the setting push.'
        : 'Nothing takes the place of this member, and it is left out of the apps file.';
    findings.push({ id: 'option-without-counterpart', level: about === 'push.adapter' ? 'act' : 'note', about, text, see: SEE });
  }
  return Object.fromEntries(Object.entries(value).filter(([member]) => !dropped.includes(member)));
}

function judgeForeign(name: string, options: OldOptions, settings: Record<string, unknown>, findings: Finding[]): void {
  const value = options.value(name);
  const place = placeOfOption(name);
  if (place === 'apps file') return;
  if (name === 'idempotencyOptions') return judgeSetting('idempotency', value, settings, findings);
  if (name === 'userSensitiveFields' && Array.isArray(value)) {
    settings['protectedFields'] = { _User: { '*': value }, ...options.object('protectedFields') };
    return;
  }
  const isIdle = readingsOf(value).some((reading) => levelOfOption(name, reading) === undefined);
  const level = isIdle ? undefined : levelOfOption(name, value);
  if (level === undefined) return;
  const sentence = sentenceOnOption(name);
  if (sentence === undefined) {
    findings.push({ id: 'unknown-option', level: 'note', about: name, text: 'Parse Server 9.10 has no such option either.' });
    return;
  }
  const more = name === 'filesAdapter' ? ` ${filesAdapterText(value)}` : name === 'emailAdapter' ? ` ${EMAIL_ADAPTER}` : '';
  findings.push({ id: 'option-without-setting', level, about: name, text: sentence + more, see: SEE });
}

const EMAIL_ADAPTER =
  'Name a mail server in mail.smtpUrl, or a function that sends mails in mail.adapter: without both, the mail server of the deployment sends them.';

function filesAdapterText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(isObject(value) ? (value['module'] ?? value[INSTANCE_MARK] ?? '') : '');
  if (/grid/i.test(text)) return 'Files in GridFS are served as they are.';
  const kind = /s3/i.test(text) ? 'in a bucket of S3' : /fs|disk/i.test(text) ? 'in a folder' : 'in the store of that adapter';
  return (
    `Files ${kind} are not found here, where names of objects and their heads are others: upload each with the master key under the name that it ` +
    'has, in an app with preserveFileName, before clients ask for it.'
  );
}

function cloudOf(options: OldOptions, findings: Finding[]): string | undefined {
  const value = options.value('cloud');
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    const text = 'Cloud Code is a function in the options: put it into a file, which the apps file names as cloud.';
    findings.push({ id: 'cloud-code', level: 'act', about: 'cloud', text, see: 'docs/cloud-code.md' });
    return undefined;
  }
  const path = resolve(options.folder, value);
  const found = existsSync(path);
  const text = found
    ? 'Cloud Code runs in processes of its own, without the network and the files of the host: read docs/cloud-code.md beside it.'
    : `There is no file ${value} beside the options: the apps file leaves Cloud Code out. Triggers and functions are missing until it is named.`;
  findings.push({ id: 'cloud-code', level: 'act', about: 'cloud', text, see: 'docs/cloud-code.md' });
  return found ? path : undefined;
}
