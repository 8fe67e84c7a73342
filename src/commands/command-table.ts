import { addCommand } from './add.ts'
import { applyCommand } from './apply.ts'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { createCommand } from './create.ts'
import { diffCommand } from './diff.ts'
import { explainCommand } from './explain.ts'
import { generateCommand } from './generate.ts'
import { listCommand } from './list.ts'
import { removeCommand } from './remove.ts'
import { renameCommand } from './rename.ts'
import { undoCommand } from './undo.ts'
import { upgradeCommand } from './upgrade.ts'

/**
 * Every command, in the order of help and reference. The first is the one that is run where no command is
 * named.
 */
export const COMMANDS: readonly CommandDefinition[] = [
  createCommand,
  addCommand,
  removeCommand,
  renameCommand,
  applyCommand,
  upgradeCommand,
  undoCommand,
  diffCommand,
  listCommand,
  explainCommand,
  generateCommand,
]
