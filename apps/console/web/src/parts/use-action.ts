import { useMutation, type UseMutationOptions } from '@tanstack/react-query';
import { describe } from './failure.tsx';
import { tell } from './notices.tsx';
import { t } from '../texts/index.ts';

/** A change without a place of its own for errors: they are told as notices. */
export function useAction<Input, Result>(
  run: (input: Input) => Promise<Result>,
  options: Omit<UseMutationOptions<Result, Error, Input>, 'mutationFn'> = {},
) {
  return useMutation<Result, Error, Input>({
    mutationFn: run,
    onError: (error) => tell({ text: t.errors.title, detail: describe(error), tone: 'bad' }),
    ...options,
  });
}
