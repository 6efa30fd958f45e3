import { ADMIN_OPERATIONS, type AnyAdminOperation } from '@parlance/admin-operations';
import { membersOf } from './members.ts';
import { CALL_FLAGS } from './read-request.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Commands beside the areas, with the words that follow them. */
const OTHER_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  profile: ['add', 'list', 'use', 'remove'],
  doctor: [],
  chaos: [],
  completion: SHELLS,
  help: [],
};
const DOCTOR_FLAGS = ['database', 'options', 'prefix', 'write', 'with-secrets', 'thorough', 'sample', 'seconds', 'json'];

interface Commands {
  /** First word to second words. */
  readonly words: ReadonlyMap<string, readonly string[]>;
  /** `apps get` to flags. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

function commands(operations: readonly AnyAdminOperation[]): Commands {
  const words = new Map(Object.entries(OTHER_COMMANDS));
  const flags = new Map<string, readonly string[]>();
  for (const operation of operations) {
    words.set(operation.area, [...(words.get(operation.area) ?? []), operation.name]);
    const own = membersOf(operation).map(({ flag }) => flag);
    flags.set(
      `${operation.area} ${operation.name}`,
      [...own, ...Object.keys(CALL_FLAGS)].map((flag) => `--${flag}`),
    );
  }
  return {
    words,
    flags: flags.set(
      'doctor',
      DOCTOR_FLAGS.map((flag) => `--${flag}`),
    ),
  };
}

/** A script for the shell, which knows every operation and its members by itself: completing starts no program. */
export function completionScript(shell: Shell, operations: readonly AnyAdminOperation[] = ADMIN_OPERATIONS): string {
  const { words, flags } = commands(operations);
  const seconds = [...words].filter(([, next]) => next.length > 0);
  if (shell === 'fish') return fish(words, seconds, flags);
  const cases = [
    ...seconds.map(([word, next]) => `    "${word}") words="${next.join(' ')}" ;;`),
    ...[...flags].map(([key, names]) => `    "${key}") words="${names.join(' ')}" ;;`),
  ].join('\n');
  return shell === 'bash' ? bash([...words.keys()], cases) : zsh([...words.keys()], cases);
}

function bash(first: readonly string[], cases: string): string {
  return `_parlance() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  local key=""
  if [ "$COMP_CWORD" -eq 1 ]; then words="${first.join(' ')}"
  else
    case "$COMP_CWORD" in 2) key="\${COMP_WORDS[1]}" ;; *) key="\${COMP_WORDS[1]} \${COMP_WORDS[2]}" ;; esac
    [ "\${COMP_WORDS[1]}" = doctor ] && key=doctor
    case "$key" in
${cases}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ "\${#COMPREPLY[@]}" -eq 0 ] && COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _parlance parlance
`;
}

function zsh(first: readonly string[], cases: string): string {
  return `#compdef parlance
_parlance() {
  local words_of=("\${words[@]}") key="" words=""
  if (( CURRENT == 2 )); then words="${first.join(' ')}"
  else
    key="\${words_of[2]} \${words_of[3]}"
    (( CURRENT == 3 )) && key="\${words_of[2]}"
    [[ "\${words_of[2]}" == doctor ]] && key=doctor
    case "$key" in
${cases}
    esac
  fi
  local -a choices=(\${=words})
  compadd -a choices || _files
}
compdef _parlance parlance
`;
}

function fish(words: Commands['words'], seconds: readonly (readonly [string, readonly string[]])[], flags: Commands['flags']): string {
  const first = `complete -c parlance -n __fish_use_subcommand -f -a "${[...words.keys()].join(' ')}"`;
  const second = seconds.map(
    ([word, next]) =>
      `complete -c parlance -n "__fish_seen_subcommand_from ${word}; and test (count (commandline -opc)) -eq 2" -f -a "${next.join(' ')}"`,
  );
  const third = [...flags].flatMap(([key, names]) => {
    const [area = '', name] = key.split(' ');
    const within =
      name === undefined
        ? `__fish_seen_subcommand_from ${area}`
        : `__fish_seen_subcommand_from ${area}; and __fish_seen_subcommand_from ${name}`;
    return names.map((flag) => `complete -c parlance -n "${within}" -l ${flag.slice(2)}`);
  });
  return `${[first, ...second, ...third].join('\n')}\n`;
}
