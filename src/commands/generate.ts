import { GENERATORS } from '../../generators/index.ts'
import type { CommonFlags } from './options.ts'
import type { Terminal } from './terminal.ts'

/** Lists the generators. */
export async function generate(_name: string | undefined, _flags: CommonFlags, terminal: Terminal): Promise<void> {
  for (const { name, description } of GENERATORS) terminal.result(`${name}  ${description}`)
}
