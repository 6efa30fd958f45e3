import { ParseError } from '@parlance/errors';
import { INSTALLATION } from '@parlance/platform-classes';
import { DEVICE_TYPES, isChannelName, isDeviceType } from '@parlance/push';
import { isObject, shown, wrongType } from '@parlance/values';
import { withChannelUris } from './channel-uris.ts';

/** The body that a client sends for a device, normalised: ids and Apple's tokens in lower case. */
export interface SentInstallation {
  /** To be stored, with the installation's id even where only a header field has named it. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly installationId: string | undefined;
  /** The id stands in the body. */
  readonly namesItself: boolean;
  readonly deviceToken: string | undefined;
  readonly deviceType: string | undefined;
  readonly appIdentifier: string | undefined;
  /** As they are to be stored; undefined where the body leaves them alone. */
  readonly channelUris: unknown;
}

const APPLE_TOKEN = /^[0-9a-f]{64}$/i;
/** Room for the JSON of a browser's subscription; tokens have a few hundred characters. No provider gives out control characters. */
const TOKEN_LENGTH_MAX = 4_096;
// eslint-disable-next-line no-control-regex -- these are the characters to refuse
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Reads the body of a save.
 *
 * @param header `X-Parse-Installation-Id`, which counts where the body names no id; undefined where it must not
 * @throws InvalidDeviceToken (114), InvalidInstallationId (132), InvalidDeviceType (133), InvalidChannels (134), InvalidChannelName (112);
 *   IncorrectType (111) a deviceType or channels of another type
 */
export function readInstallation(sent: Readonly<Record<string, unknown>>, header: string | undefined): SentInstallation {
  const body: Record<string, unknown> = { ...withChannelUris(sent) };
  const own = readText(body, 'installationId', 'InvalidInstallationId')?.toLowerCase();
  const installationId = own ?? (header === undefined || header === '' ? undefined : header.toLowerCase());
  const token = readText(body, 'deviceToken', 'InvalidDeviceToken');
  if (token !== undefined && (token.length > TOKEN_LENGTH_MAX || CONTROL.test(token))) {
    throw new ParseError('InvalidDeviceToken', 'deviceToken is malformed.');
  }
  const deviceToken = token !== undefined && APPLE_TOKEN.test(token) ? token.toLowerCase() : token;
  const deviceType = readText(body, 'deviceType', 'IncorrectType');
  if (deviceType !== undefined && !isDeviceType(deviceType)) {
    throw new ParseError('InvalidDeviceType', `${shown(deviceType)} is no deviceType: ${DEVICE_TYPES.join(', ')}.`);
  }
  assertChannels(body['channels']);
  if (installationId !== undefined) body['installationId'] = installationId;
  if (deviceToken !== undefined) body['deviceToken'] = deviceToken;
  const { appIdentifier, channelUris } = body;
  return {
    body,
    installationId,
    namesItself: own !== undefined,
    deviceToken,
    deviceType,
    appIdentifier: typeof appIdentifier === 'string' ? appIdentifier : undefined,
    channelUris,
  };
}

type TextError = 'InvalidInstallationId' | 'InvalidDeviceToken' | 'IncorrectType';

/**
 * Takes away a member that is null or empty. Members that tell devices apart take strings alone: an operation in the place of one would
 * find the installation of somebody else by the other.
 * @returns undefined for null and empty ones
 */
function readText(body: Record<string, unknown>, name: string, kind: TextError): string | undefined {
  const value = body[name];
  if (value === undefined || value === null || value === '') {
    delete body[name];
    return undefined;
  }
  if (typeof value !== 'string')
    throw kind === 'IncorrectType' ? wrongType(INSTALLATION, name, 'String', value) : new ParseError(kind, `${name} has to be a string.`);
  return value;
}

function assertChannels(value: unknown): void {
  if (value === undefined || value === null) return;
  if (!Array.isArray(value) && !isObject(value)) throw wrongType(INSTALLATION, 'channels', 'Array', value);
  const operands: unknown = isObject(value) ? value['objects'] : value;
  if (isObject(value) && operands === undefined && typeof value['__op'] === 'string') return;
  if (!Array.isArray(operands) || !operands.every((name) => typeof name === 'string')) {
    throw new ParseError('InvalidChannels', 'channels has to be a list of names.');
  }
  const wrong = operands.find((name) => !isChannelName(name));
  if (wrong !== undefined) {
    throw new ParseError('InvalidChannelName', `${shown(wrong)} is no channel: a letter, then letters, digits, _ and -; or an empty name.`);
  }
}
