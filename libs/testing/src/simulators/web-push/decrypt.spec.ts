import { expect, it } from 'vitest';
import { decrypt, receiverKeys } from './decrypt.ts';

// RFC 8291, section 5 and appendix A.
const KEYS = receiverKeys(
  Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url'),
  Buffer.from('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url'),
);
const MESSAGE = Buffer.from(
  'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  'base64url',
);

it("decrypts the standard's own example", () => {
  expect(decrypt(MESSAGE, KEYS)?.toString()).toBe('When I grow up, I want to be a watermelon');
});

it.each([
  ['is cut short', MESSAGE.subarray(0, -1)],
  ['was changed', Buffer.concat([MESSAGE.subarray(0, -1), Buffer.from([MESSAGE.at(-1)! ^ 1])])],
  ['is a header alone', MESSAGE.subarray(0, 86)],
  ['is short', Buffer.from('abc')],
  ['names no point of the curve', Buffer.concat([MESSAGE.subarray(0, 21), Buffer.alloc(65, 1), MESSAGE.subarray(86)])],
])('takes no message that %s', (_what, message) => {
  expect(decrypt(message, KEYS)).toBeUndefined();
});

it('takes no message for somebody else', () => {
  expect(decrypt(MESSAGE, receiverKeys(KEYS.auth))).toBeUndefined();
});
