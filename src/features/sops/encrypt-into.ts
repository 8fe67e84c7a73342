import { type Command, type Run, run, type Word } from '../../text/commands/command.ts'

/** Encrypts what a command prints into a file, by the rule of `.sops.yaml` for its path. */
export function encryptInto(make: Run, path: Word): Command {
  const types = ['--input-type', 'yaml', '--output-type', 'yaml']
  const encrypt = run('sops', 'encrypt', ...types, '--filename-override', path, '/dev/stdin')
  return { kind: 'pipe', commands: [make, { ...encrypt, output: path }] }
}
