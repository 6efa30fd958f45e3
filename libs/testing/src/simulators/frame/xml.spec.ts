import { expect, it } from 'vitest';
import { elementsOf, findElement, parseXml } from './xml.ts';

it('reads elements, attributes, text and namespaces', () => {
  const root = parseXml('<?xml version="1.0"?><a:n xmlns:a="N" x="1 &amp; 2"><b>one</b><c><b>t<![CDATA[<w>]]>o</b></c></a:n>')!;
  expect(root).toMatchObject({ name: 'n', namespace: 'N', attributes: { x: '1 & 2' }, text: 'onet<w>o' });
  expect(elementsOf(root, 'b').map(({ text }) => text)).toEqual(['one', 't<w>o']);
  expect(findElement(root, 'c')?.children).toHaveLength(1);
  expect(findElement(root, 'd')).toBeUndefined();
});

it.each([
  '',
  'text',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '<a>1 & 2</a>',
  '<a>&own;</a>',
  '<a x=1/>',
  '<a x="1" x="2"/>',
  '<a x="<"/>',
  '<p:a/>',
  '<!DOCTYPE a><a/>',
  '<a>\u0001</a>',
  '<a>'.repeat(51) + '</a>'.repeat(51),
])('takes no %j', (text) => {
  expect(parseXml(text)).toBeUndefined();
});
