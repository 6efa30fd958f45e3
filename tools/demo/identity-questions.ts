import type Parse from 'parse/node';
import { ask } from './ask.ts';
import { as, introduceCast, removeCast, type Cast } from './cast.ts';
import { explainedAccess } from './explained-access.ts';
import type { ParseSdk } from './sdk.ts';
import { refusal, view, viewOnce } from './view.ts';

/** Lets two users ask for one private note while it is hidden, shared by roles, and taken back. Nothing of it stays. */
export async function askIdentityQuestions(sdk: ParseSdk): Promise<void> {
  await removeCast(sdk); // an interrupted run may have left it
  try {
    const cast = await introduceCast(sdk);
    await ask('Ada has written a note for herself alone: who sees it?', () => privateNote(sdk, cast));
    await ask('She shares it with the role Demo Friends, and Eve becomes a friend', () => sharedWithRole(sdk, cast));
    await ask('Eve is no friend any more, and still has her session', () => takenAway(sdk, cast));
    await ask('Eve joins Demo Family, a role within Demo Friends', () => sharedByNestedRole(sdk, cast));
    await ask('Why may Eve read it? The master key may ask', () => explainedAccess(sdk, cast.eve, cast.note));
  } finally {
    await removeCast(sdk);
  }
}

async function privateNote(sdk: ParseSdk, { ada, eve, note }: Cast): Promise<string[]> {
  const [hers, eves, nobodys] = [await view(sdk, ada, note), await view(sdk, eve, note), await view(sdk, undefined, note)];
  if (!hers.shown || eves.shown || nobodys.shown) throw new Error('The private note is not seen by Ada alone.');
  const found = await new sdk.Query('Note').equalTo('objectId', note.id).find(as(eve));
  if (found.length > 0) throw new Error('A query of Eve finds the private note.');
  return [
    `Ada, by its id: ${hers.words}`,
    `Eve, by its id: ${eves.words}`,
    `Eve, by a query: ${found.length} notes`,
    `somebody without a session: ${nobodys.words}`,
  ];
}

async function sharedWithRole(sdk: ParseSdk, { ada, eve, note, friends }: Cast): Promise<string[]> {
  const acl = new sdk.ACL(ada);
  acl.setRoleReadAccess(friends, true);
  await note.save({ ACL: acl }, as(ada));
  const before = await view(sdk, eve, note);
  if (before.shown) throw new Error('Eve reads the note before she is a friend.');
  friends.getUsers().add(eve);
  await friends.save(null, { useMasterKey: true });
  const reading = `Eve, a friend now: ${await viewOnce('shown', sdk, eve, note)}`;
  return [`Eve, not yet a friend: ${before.words}`, reading, `Eve, trying to change it: ${await changeBy(sdk, eve, note)}`];
}

async function takenAway(sdk: ParseSdk, { eve, note, friends }: Cast): Promise<string[]> {
  friends.getUsers().remove(eve);
  await friends.save(null, { useMasterKey: true });
  return [`Eve, at once: ${await viewOnce('hidden', sdk, eve, note)}`];
}

async function sharedByNestedRole(sdk: ParseSdk, { eve, note, friends, family }: Cast): Promise<string[]> {
  friends.getRoles().add(family);
  family.getUsers().add(eve);
  for (const role of [friends, family]) await role.save(null, { useMasterKey: true });
  return [`Eve, of the family: ${await viewOnce('shown', sdk, eve, note)}`];
}

/** The role opens the note for reading alone. */
async function changeBy(sdk: ParseSdk, user: Parse.User, note: Parse.Object): Promise<string> {
  const theSame = new sdk.Object('Note', { id: note.id, text: 'changed' });
  return theSame.save(null, as(user)).then(
    () => {
      throw new Error('Eve changes an object that the role may only read.');
    },
    (error: unknown) => refusal(sdk, error),
  );
}
