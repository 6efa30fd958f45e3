import { describe, expect, it } from 'vitest';
import type { ShownRegistry } from './ownership.ts';
import { UnheardRegistries } from './unheard-registries.ts';

const shown = (id: string, at: number, prefix = 'bus'): ShownRegistry => ({ id, prefix, nats: 'server n', at: new Date(at) });
const hearing = (...heard: readonly string[]) => ({ id: 'self', prefix: 'bus', hears: (id: string) => heard.includes(id) });

describe('B1 registries of one control database', () => {
  it('are on two buses when one goes on showing itself and is never heard', () => {
    const unheard = new UnheardRegistries(3);
    const looks = [1, 2, 2, 3, 3, 4].map((at) => unheard.look([shown('other', at)], hearing())?.id);
    expect(looks).toEqual([undefined, undefined, undefined, undefined, undefined, 'other']);
  });

  it('are on one bus when all are heard: then nobody waits', () => {
    const unheard = new UnheardRegistries(1);
    for (let at = 0; at < 9; at++) {
      expect(unheard.look([shown('self', at), shown('one', at), shown('two', at)], hearing('one', 'two'))).toBeUndefined();
      expect(unheard.doubtful).toBe(false);
    }
  });

  it('may have been killed: no beat follows, and in the end none is left', () => {
    const unheard = new UnheardRegistries(1);
    for (let look = 0; look < 9; look++) expect(unheard.look([shown('killed', 1)], hearing())).toBeUndefined();
    expect(unheard.doubtful).toBe(true);
    expect(unheard.look([], hearing())).toBeUndefined();
    expect(unheard.doubtful).toBe(false);
  });

  it('may be late, as at a rolling restart or when NATS is replaced: one that is heard again counts from the start', () => {
    const unheard = new UnheardRegistries(2);
    expect([1, 2].map((at) => unheard.look([shown('late', at)], hearing()))).toEqual([undefined, undefined]);
    unheard.look([shown('late', 3)], hearing('late'));
    expect([4, 5].map((at) => unheard.look([shown('late', at)], hearing()))).toEqual([undefined, undefined]);
    unheard.forget();
    expect([6, 7].map((at) => unheard.look([shown('late', at)], hearing()))).toEqual([undefined, undefined]);
    expect(unheard.look([shown('late', 8)], hearing())?.id).toBe('late');
  });

  it('are left out where their bus has another prefix', () => {
    const unheard = new UnheardRegistries(1);
    for (let at = 0; at < 9; at++) expect(unheard.look([shown('elsewhere', at, 'other')], hearing())).toBeUndefined();
    expect(unheard.doubtful).toBe(false);
  });
});
