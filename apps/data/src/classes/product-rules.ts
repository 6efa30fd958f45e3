import { ParseError } from '@parlance/errors';
import type { ClassRules } from './class-rules.ts';

/** The fields without which a product cannot be sold, in the order in which Parse Server asks for them. */
const REQUIRED = ['productIdentifier', 'icon', 'order', 'title', 'subtitle'] as const;

export const PRODUCT_RULES: ClassRules = {
  assertWrite: ({ changes }, { operation }) => {
    const missing = REQUIRED.find((field) => {
      const change = changes.get(field);
      return change === undefined ? operation === 'create' : change.kind === 'unset';
    });
    if (missing !== undefined) throw new ParseError('IncorrectType', `${missing} is required.`);
  },
  assertImport: (write, asked) => PRODUCT_RULES.assertWrite?.(write, asked),
};
