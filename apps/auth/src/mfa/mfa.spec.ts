import { mfaSettings } from '@parlance/app-settings';
import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import {
  challengeSecondFactor,
  changeSecondFactor,
  checkSecondFactor,
  isEnrolled,
  type MfaChange,
  type MfaDecision,
  type MfaState,
  NO_MFA,
  presentMfa,
  readMfaChange,
  readMfaState,
  removeSecondFactor,
  storedMfa,
  unchangedSince,
} from './index.ts';
import { secretDigest } from '../tokens/index.ts';

const START = new Date('2026-01-01T00:00:00Z');
const at = (seconds: number) => new Date(START.getTime() + seconds * 1_000);
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const settings = mfaSettings.parse({ options: ['TOTP', 'SMS'], sms: { url: 'https://sms.example', key: 'k' } });
const totp = (secret = SECRET) => new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(secret) });
const tokenAt = (seconds: number, secret = SECRET) => totp(secret).generate({ timestamp: at(seconds).getTime() });
/** Six digits that no time step around is. */
const wrongAt = (seconds: number) =>
  ['000000', '111111', '222222', '333333'].find((token) => ![-30, 0, 30].some((off) => tokenAt(seconds + off) === token)) ?? '';
const change = (sent: Partial<MfaChange>): MfaChange => ({ disable: false, ...sent });

/** A user's stored second factor, written as the caller of these decisions writes it. */
class User {
  stored: unknown;

  get state(): MfaState {
    return readMfaState(this.stored);
  }

  /** False when somebody else wrote since `read`. */
  apply(read: MfaState, decision: MfaDecision): boolean {
    if (decision.state === undefined) return true;
    const exists = this.state.revision !== 0;
    const wanted = unchangedSince(read)['authData.mfa.revision'];
    if (typeof wanted === 'number' ? this.state.revision !== wanted : exists) return false;
    this.stored = JSON.parse(JSON.stringify(storedMfa(decision.state) ?? null)) as unknown;
    return true;
  }

  logIn(token: string | undefined, seconds: number, options = settings): MfaDecision {
    const read = this.state;
    const decision = checkSecondFactor(read, token, options, at(seconds));
    expect(this.apply(read, decision)).toBe(true);
    return decision;
  }

  change(sent: Partial<MfaChange>, seconds: number, options = settings): MfaDecision {
    const read = this.state;
    const decision = changeSecondFactor(read, change(sent), options, at(seconds));
    expect(this.apply(read, decision)).toBe(true);
    return decision;
  }
}

function enrolled(): { user: User; recovery: readonly string[] } {
  const user = new User();
  const { response } = user.change({ secret: SECRET, token: tokenAt(0) }, 0);
  return { user, recovery: String(response?.['recovery']).split(', ') };
}

const code = (decision: MfaDecision) => decision.error?.code;

describe('one-time passwords', () => {
  it('are set up by a secret and a token that proves it, and then asked for at every log-in', () => {
    const { user, recovery } = enrolled();
    expect(recovery).toEqual([expect.stringMatching(/^\w{30}$/), expect.stringMatching(/^\w{30}$/)]);
    expect(user.logIn(undefined, 60).error?.toBody()).toEqual({ code: -1, error: 'Missing additional authData mfa' });
    expect(user.logIn(tokenAt(60), 60).error).toBeUndefined();
    expect(presentMfa(user.state)).toEqual({ status: 'enabled' });
  });

  it('are stored so that Parse Server finds the secret, and the codes for a lost device', () => {
    const { user, recovery } = enrolled();
    expect(user.stored).toMatchObject({ secret: SECRET, recovery });
  });

  it('SEC-15 count once, and earlier ones no more', () => {
    const { user } = enrolled();
    expect(code(user.logIn(tokenAt(0), 10))).toBe(141); // was used to set it up
    expect(user.logIn(tokenAt(60), 60).error).toBeUndefined();
    expect(code(user.logIn(tokenAt(60), 61))).toBe(141);
    expect(code(user.logIn(tokenAt(30), 61))).toBe(141);
    expect(user.logIn(tokenAt(90), 90).error).toBeUndefined();
  });

  it('SEC-15 let one of many log-ins with the same token in', () => {
    const { user } = enrolled();
    const read = user.state;
    const decisions = Array.from({ length: 50 }, () => checkSecondFactor(read, tokenAt(60), settings, at(60)));
    expect(decisions.filter((decision) => user.apply(read, decision)).length).toBe(1);
    expect(code(user.logIn(tokenAt(60), 60))).toBe(141); // the answer to the others when they decide anew
  });

  it('count one step early or late', () => {
    expect(enrolled().user.logIn(tokenAt(90), 60).error).toBeUndefined();
    expect(enrolled().user.logIn(tokenAt(60), 90).error).toBeUndefined();
    expect(code(enrolled().user.logIn(tokenAt(60), 120))).toBe(141);
  });

  it('are of ASCII digits alone', () => {
    const fullWidth = tokenAt(60).replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    for (const token of [fullWidth, '12345é', '      ']) expect(code(enrolled().user.logIn(token, 60))).toBe(141);
  });

  it('are locked after five wrong ones, then twice as long', () => {
    const { user } = enrolled();
    for (let failure = 0; failure < 5; failure++) expect(user.logIn(wrongAt(60), 60).error?.message).toBe('Invalid MFA token');
    expect(user.logIn(tokenAt(60), 60).error?.message).toBe('Too many invalid MFA tokens. Please try again after 15 minute(s)');
    expect(code(user.logIn(tokenAt(959), 959))).toBe(141);
    for (let failure = 0; failure < 5; failure++) user.logIn(wrongAt(960), 960);
    expect(user.logIn(tokenAt(960), 960).error?.message).toContain('30 minute(s)');
    expect(user.logIn(tokenAt(2_760), 2_760).error).toBeUndefined();
    expect(user.state).toMatchObject({ failures: 0, locks: 0 });
  });

  it('SEC-15 of fifty wrong ones at once, five are checked', () => {
    const { user } = enrolled();
    const answers = Array.from({ length: 50 }, () => {
      for (let read = user.state; ; read = user.state) {
        const decision = checkSecondFactor(read, wrongAt(60), settings, at(60));
        if (user.apply(read, decision)) return decision.error?.message;
      }
    });
    expect(answers.filter((answer) => answer === 'Invalid MFA token').length).toBe(5);
  });

  it('are not set up by a wrong token, a short or a malformed secret, and nothing is stored then', () => {
    const user = new User();
    const wrong: Partial<MfaChange>[] = [
      { secret: SECRET, token: wrongAt(0) },
      { secret: SECRET },
      { token: tokenAt(0) },
      {},
      { secret: SECRET.slice(0, 16), token: tokenAt(0, SECRET.slice(0, 16)) },
      { secret: 'not base32 at all, not at all', token: '123456' },
      { secret: 'A'.repeat(257), token: '123456' },
      { mobile: '+15551234567', token: '123456' },
    ];
    for (const sent of wrong) expect(code(user.change(sent, 0)), JSON.stringify(sent)).toBe(141);
    expect(user.stored).toBeUndefined();
    expect(presentMfa(user.state)).toEqual({ status: 'disabled' });
  });

  it('are replaced with a token of the present factor alone', () => {
    const other = 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU';
    const { user } = enrolled();
    const fresh = { secret: other, token: tokenAt(60, other) };
    expect(user.change(fresh, 60).error?.message).toBe('MFA is already set up on this account');
    expect(code(user.change({ ...fresh, old: wrongAt(60) }, 60))).toBe(141);
    expect(user.change({ ...fresh, old: tokenAt(60) }, 60).error).toBeUndefined();
    expect(user.logIn(tokenAt(120, other), 120).error).toBeUndefined();
    expect(code(user.logIn(tokenAt(150), 150))).toBe(141);
  });

  it('end with a token, or by null where the app allows it, and leave nothing behind', () => {
    const { user } = enrolled();
    expect(code(user.change({ disable: true }, 60))).toBe(141);
    expect(user.change({ disable: true, old: tokenAt(60) }, 60).error).toBeUndefined();
    expect(user.stored).toBeNull();
    expect(user.logIn(undefined, 60).error).toBeUndefined();

    const again = enrolled().user;
    expect(code(removeSecondFactor(again.state, { ...settings, tokenToDisable: true }, at(60)))).toBe(141);
    expect(again.apply(again.state, removeSecondFactor(again.state, settings, at(60)))).toBe(true);
    expect(again.stored).toBeNull();
    expect(removeSecondFactor(NO_MFA, settings, START)).toEqual({});
  });
});

describe('codes for a lost device', () => {
  it('SEC-15 count once each', () => {
    const { user, recovery } = enrolled();
    const [first = '', second = ''] = recovery;
    expect(user.logIn(first, 60).error).toBeUndefined();
    expect(code(user.logIn(first, 60))).toBe(141);
    expect(user.logIn(second, 60).error).toBeUndefined();
    expect(user.state.recovery).toEqual([]);
  });

  it('count as they are stored or by their digests, and no digest counts as a code', () => {
    const user = new User();
    user.stored = { secret: SECRET, recovery: ['abcdefghijabcdefghijabcdefghij', 'x'] };
    expect(code(user.logIn('x', 60))).toBe(141);
    expect(user.logIn('abcdefghijabcdefghijabcdefghij', 60).error).toBeUndefined();
    const digest = secretDigest('bcdefghijabcdefghijabcdefghija', 'recovery code');
    user.stored = { secret: SECRET, recovery: [digest] };
    expect(code(user.logIn(digest, 60))).toBe(141);
    expect(user.logIn('bcdefghijabcdefghijabcdefghija', 60).error).toBeUndefined();
    expect(code(user.logIn('bcdefghijabcdefghijabcdefghija', 60))).toBe(141);
  });
});

describe('codes by message', () => {
  function withMobile(): User {
    const user = new User();
    const { message } = user.change({ mobile: '+1 (555) 123-4567' }, 0);
    expect(user.change({ mobile: '+15551234567', token: message?.code }, 1).error).toBeUndefined();
    return user;
  }

  it('prove a number first, and are sent when a log-in asks for them', () => {
    const user = withMobile();
    expect(user.stored).toMatchObject({ mobile: '+15551234567' });
    expect(code(user.logIn(undefined, 60))).toBe(-1);
    const asked = user.logIn('request', 60);
    expect(asked.error?.toBody()).toEqual({ code: 141, error: 'Please enter the token' });
    expect(asked.message).toEqual({ mobile: '+15551234567', code: expect.stringMatching(/^\d{6}$/) as string });
    expect(JSON.stringify(user.stored)).not.toContain(`"${asked.message?.code}"`);
    expect(user.logIn(asked.message?.code, 61).error).toBeUndefined();
    expect(code(user.logIn(asked.message?.code, 62))).toBe(141);
  });

  it('end with their time, with the next one, and after five wrong tries', () => {
    const late = withMobile();
    const first = late.logIn('request', 60).message?.code;
    expect(code(late.logIn(first, 360))).toBe(141);
    const second = late.logIn('request', 361).message?.code;
    const third = late.logIn('request', 362).message?.code;
    if (second !== third) expect(code(late.logIn(second, 363))).toBe(141);
    expect(late.logIn(third, 363).error).toBeUndefined();

    const guessed = withMobile();
    const sent = guessed.logIn('request', 60).message?.code;
    const wrong = sent === '000000' ? '000001' : '000000';
    for (let failure = 0; failure < 5; failure++) guessed.logIn(wrong, 61);
    expect(code(guessed.logIn(sent, 61 + 901))).toBe(141);
  });

  it('are sent ahead of a log-in to a user who asks for one, to nobody without a number, and not while wrong ones are remembered', () => {
    const user = withMobile();
    const ahead = challengeSecondFactor(user.state, settings, at(100));
    expect(user.apply(user.state, ahead)).toBe(true);
    expect(ahead.error).toBeUndefined();
    expect(user.logIn(ahead.message?.code, 110).error).toBeUndefined();
    expect(challengeSecondFactor(NO_MFA, settings, at(100))).toEqual({});
    expect(challengeSecondFactor({ ...user.state, lockedUntil: at(200).getTime() }, settings, at(120)).error?.code).toBe(141);
  });

  it('go out five times an hour at most, whatever is set up and given up in between', () => {
    const user = withMobile();
    for (let sent = 1; sent < 4; sent++) expect(user.logIn('request', 60).message).toBeDefined();
    user.apply(user.state, removeSecondFactor(user.state, settings, at(61)));
    expect(isEnrolled(user.state)).toBe(false);
    expect(user.change({ mobile: '+15557654321' }, 62).message).toBeDefined();
    expect(user.change({ mobile: '+15557654321' }, 63)).toMatchObject({
      error: { message: 'Too many codes were sent. Please try again later' },
    });
    expect(user.change({ mobile: '+15557654321' }, 3_600).message).toBeDefined();
  });

  it('prove the number they were sent to, and no other', () => {
    const user = new User();
    const sent = user.change({ mobile: '+15551234567' }, 0).message?.code;
    expect(user.change({ mobile: '+15550000000', token: sent }, 1).error?.message).toBe('This number is not pending');
    expect(isEnrolled(user.state)).toBe(false);
    for (const mobile of ['call me', '12', `+${'1'.repeat(16)}`, '1'.repeat(50)]) {
      expect(user.change({ mobile }, 2).error?.message, mobile).toBe('Invalid mobile number.');
    }
  });

  it('are no way around a factor in force', () => {
    const { user } = enrolled();
    expect(user.change({ mobile: '+15551234567' }, 60).error?.message).toBe('MFA is already set up on this account');
    const sent = user.change({ mobile: '+15551234567', old: tokenAt(60) }, 60).message?.code;
    expect(code(user.logIn(sent, 61))).toBe(141); // not proven yet
    expect(user.change({ mobile: '+15551234567', token: sent }, 62).error).toBeUndefined();
    expect(user.state.secret).toBeUndefined();
  });

  it('are not sent where the app has no messages', () => {
    const user = new User();
    const totpOnly = mfaSettings.parse({ options: ['TOTP'] });
    expect(user.change({ mobile: '+15551234567' }, 0, totpOnly)).toMatchObject({ error: { message: 'Invalid MFA data' } });
  });
});

describe('the stored and sent members of a second factor', () => {
  it.each([undefined, null, 5, 'text', [], { secret: 5, recovery: 'x', mobile: {}, sent: [], failures: 'many', revision: Number.NaN }])(
    'counts as nothing when it is %j',
    (stored) => {
      const state = readMfaState(stored);
      expect(isEnrolled(state)).toBe(false);
      expect(storedMfa(state)).toBeUndefined();
      expect(checkSecondFactor(state, undefined, settings, START)).toEqual({});
    },
  );

  it('SEC-03 is read as texts alone', () => {
    expect(readMfaChange({ secret: { $ne: '' }, token: 5, mobile: ['1'], old: true, disable: 'yes' })).toEqual(
      change({ secret: undefined, token: undefined, mobile: undefined, old: undefined }),
    );
    expect(readMfaChange(JSON.parse('{"__proto__":{"token":"1"}}') as Record<string, unknown>).token).toBeUndefined();
  });
});
