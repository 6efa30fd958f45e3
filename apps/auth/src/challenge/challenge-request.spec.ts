import { expect, it } from 'vitest';
import { readChallengeRequest } from './challenge-request.ts';

const named = { username: 'ada', password: 'a right password' };
const mfa = { mfa: true };

it.each([
  [{ ...named, challengeData: mfa }, 'password'],
  [{ email: 'ada@example.org', password: 'a right password', challengeData: mfa }, 'password'],
  [{ authData: { facebook: { id: 'x' }, mfa: {} }, challengeData: mfa }, 'account'],
  [{ challengeData: {} }, 'nobody'],
])('reads %j', (body, whose) => {
  expect(readChallengeRequest(body)).toEqual({ challengeData: body.challengeData, whose });
});

it.each([
  [{}, 'Nothing to challenge.'],
  [named, 'Nothing to challenge.'],
  [{ challengeData: null }, 'Nothing to challenge.'],
  [{ challengeData: true }, 'challengeData should be an object.'],
  [{ challengeData: [] }, 'challengeData should be an object.'],
  [{ challengeData: mfa, username: 'ada' }, 'You provided username or email, you need to also provide password.'],
  [{ challengeData: mfa, authData: true }, 'authData should be an object.'],
  [{ challengeData: mfa, ...named, authData: {} }, 'You cannot provide username/email and authData, only use one identification method.'],
  [
    { challengeData: mfa, authData: { facebook: { id: 'x' }, twitter: { id: 'y' } } },
    'You cannot provide more than one authData provider with an id.',
  ],
])('refuses %j', (body, text) => {
  expect(() => readChallengeRequest(body)).toThrow(expect.objectContaining({ code: -1, message: text }));
});
