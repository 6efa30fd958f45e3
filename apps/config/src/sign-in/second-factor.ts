import { newTotpSecret, totpAddress, totpStep } from '@parlance/one-time-passwords';
import type { AdministratorRecord, KeptSecondFactor } from '../administrators/administrator-record.ts';
import type { RecordSealer } from '../secrets/record-sealer.ts';
import type { SecretPlace } from '../secrets/secrets-error.ts';

/** As almost every app on a device has it. */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const ISSUER = 'Parlance';

/** A secret, and the address that an app on a device reads from a QR code. */
export interface OfferedSecondFactor {
  readonly secret: string;
  readonly address: string;
}

export function offeredSecondFactor({ name, email }: AdministratorRecord): OfferedSecondFactor {
  const secret = newTotpSecret();
  return { secret, address: totpAddress(secret, FORM, ISSUER, email ?? name) };
}

export function sealedSecret(secret: string, id: string, sealer: RecordSealer): KeptSecondFactor['secret'] {
  return sealer.sealValue(secret, placeOf(id));
}

/** The second factor after a code was used; undefined for a code that is wrong, or was used already. */
export function afterCode(kept: KeptSecondFactor, code: string, id: string, sealer: RecordSealer, now: Date): KeptSecondFactor | undefined {
  const secret = sealer.openValue(kept.secret, placeOf(id));
  const step = totpStep(code.replace(/\s+/g, ''), String(secret), FORM, now);
  return step === undefined || step <= kept.lastStep ? undefined : { ...kept, lastStep: step };
}

/** The place that an envelope of an administrator's secret is bound to. */
export function placeOf(id: string): SecretPlace {
  return { app: '', path: ['administrators', id, 'secondFactor'] };
}
