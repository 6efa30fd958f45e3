import { doctorCommand } from '../doctor/doctor-command.ts';
import { callCommand } from './call-command.ts';
import { completionScript, SHELLS, type Shell } from './completion.ts';
import {
  DONE,
  INTERRUPTED,
  InterruptedError,
  REFUSED,
  RefusedError,
  UNREACHABLE,
  UnreachableError,
  UsageError,
  WRONG_USAGE,
} from './exit-codes.ts';
import { USAGE } from './help.ts';
import { profileCommand } from './profile-command.ts';
import type { Surroundings } from './surroundings.ts';

/** Codes of errors that say that a service behind the door is away, or gave no answer. */
const AWAY: ReadonlySet<number> = new Set([2, 124]);

const CODES = [
  [UsageError, WRONG_USAGE],
  [UnreachableError, UNREACHABLE],
  [InterruptedError, INTERRUPTED],
] as const;

/** The command. @returns its exit code */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await dispatch(args, surroundings);
  } catch (error) {
    surroundings.progress('');
    return told(error, args.includes('--json'), surroundings);
  }
}

function dispatch([command, ...args]: readonly string[], surroundings: Surroundings): Promise<number> | number {
  switch (command) {
    case undefined:
      throw new UsageError(USAGE);
    case 'help':
    case '--help':
      surroundings.out(USAGE);
      return DONE;
    case 'doctor':
      return doctorCommand(args, surroundings, surroundings.env);
    case 'profile':
      return profileCommand(args, surroundings);
    case 'completion':
      surroundings.out(completionScript(shellOf(args)));
      return DONE;
    default:
      return callCommand([command, ...args], surroundings);
  }
}

function shellOf([shell]: readonly string[]): Shell {
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined) throw new UsageError(`parlance completion ${SHELLS.join('|')}`);
  return known;
}

/** Errors in plain words, or as JSON for programs; others are faults of the command itself. */
function told(error: unknown, asJson: boolean, { err }: Surroundings): number {
  if (error instanceof RefusedError) {
    const { code, message, requestId } = error;
    err(asJson ? JSON.stringify({ code, error: message, requestId }) : `${message} (error ${code}, request ${requestId})`);
    return AWAY.has(code) ? UNREACHABLE : REFUSED;
  }
  const code = CODES.find(([kind]) => error instanceof kind)?.[1];
  if (code === undefined || !(error instanceof Error)) throw error;
  err(asJson ? JSON.stringify({ error: error.message }) : error.message);
  return code;
}
