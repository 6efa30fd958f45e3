import { assignGroup } from '@parlance/statistics';
import { describe, expect, it } from 'vitest';
import { ClientAnswers } from './client-answers.ts';

const FOR_CLIENTS = '{"params":{"banner":"plain","size":1,"other":true},"masterKeyOnly":{"banner":false}}';
const BANNERS = { id: 'exp0000001', sizePercent: 100, values: ['{"banner":"a"}', '{"banner":"b"}'] };
const SIZES = { id: 'Q9wLr7Kx2m', sizePercent: 50, values: ['{"size":2}', '{"size":3}', '{"size":4}'] };
const ids = Array.from({ length: 200 }, (_, n) => `device-${n}`);
const variantOf = ({ id, sizePercent, values }: typeof BANNERS, installationId: string) => {
  const group = assignGroup({ experimentId: id, sizePercent, variants: values.length }, { objectId: '', installationId });
  return group.kind === 'variant' ? group.index : undefined;
};

describe('the answers of an app with experiments', () => {
  it('hold the variants of the installation, and say which', () => {
    const answers = new ClientAnswers(FOR_CLIENTS, [BANNERS, SIZES]);
    for (const id of ids) {
      const [banner, size] = [variantOf(BANNERS, id), variantOf(SIZES, id)];
      const { reply, exposed } = answers.of(id);
      expect(JSON.parse(Buffer.from(reply.body).toString())).toEqual({
        params: { banner: ['a', 'b'][banner!], size: size === undefined ? 1 : size + 2, other: true },
        masterKeyOnly: { banner: false },
      });
      const expected = [
        { experiment: BANNERS.id, variant: banner },
        ...(size === undefined ? [] : [{ experiment: SIZES.id, variant: size }]),
      ];
      expect(exposed).toEqual(expected);
    }
  });

  it('are made once for each combination, with a tag of their own', () => {
    const answers = new ClientAnswers(FOR_CLIENTS, [BANNERS, SIZES]);
    const all = ids.map((id) => answers.of(id));
    expect(new Set(all).size).toBe(8);
    expect(new Set(all.map(({ reply }) => reply.etag)).size).toBe(8);
    const anew = new ClientAnswers(FOR_CLIENTS, [BANNERS, SIZES]);
    expect(ids.map((id) => anew.of(id).reply.etag)).toEqual(all.map(({ reply }) => reply.etag));
  });

  it.each([undefined, '', 'x'.repeat(257)])('are the ordinary one for the installation %j', (id) => {
    const { reply, exposed } = new ClientAnswers(FOR_CLIENTS, [BANNERS]).of(id);
    expect([Buffer.from(reply.body).toString(), exposed]).toEqual([FOR_CLIENTS, []]);
    expect(new ClientAnswers(FOR_CLIENTS).of('device-1').reply.etag).toBe(reply.etag);
  });
});
