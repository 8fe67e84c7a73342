import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { FLEET_FILE } from '../../../src/commands/repositories/fleet-file.ts'
import type { Tree } from '../../../src/tree/tree.ts'
import type { Draw } from '../../tree/merge/trial/draw.ts'
import { moveVersions } from './bot-edits.ts'
import type { Repository } from './repository.ts'
import { editText, type LineEdit } from './text-edits.ts'
import { editYaml, type Hand } from './yaml-edits.ts'

/** What became of a file by hand: its text, or undefined where it was deleted, and its edits where lines are known. */
interface FileEdit {
  ours: string | undefined
  edits: LineEdit[]
}

/** What a change is about: the files before and after it, and where they are. */
interface Renderings {
  base: Tree
  theirs: Tree
  repository: Repository
}

/** Edits several files, most of them some that the change is about. */
export function editFiles(hand: Hand, { base, theirs, repository }: Renderings): Map<string, FileEdit> {
  const { draw } = hand
  const managed = [...base].filter(([, { kind }]) => kind === 'managed').map(([path]) => path)
  const contested = managed.filter((path) => base.get(path)!.content !== theirs.get(path)?.content)
  const edited = new Map<string, FileEdit>()
  const moved = draw.oneIn(3) ? editedByBots(draw, managed, base) : new Map<string, string>()
  for (let count = 3 + draw.below(5); count > 0; count -= 1) {
    const path = contested.length > 0 && !draw.oneIn(5) ? draw.pick(contested) : draw.pick(managed)
    if (edited.has(path)) continue
    const content = moved.get(path) ?? base.get(path)!.content
    const after = theirs.get(path)?.content
    if (draw.oneIn(12)) {
      edited.set(path, { ours: undefined, edits: [] })
      rmSync(join(repository.root, path))
      continue
    }
    const { text, edits } = /\.ya?ml$/.test(path)
      ? { text: editYaml(hand, content, after), edits: [] }
      : /\.json$/.test(path)
        ? { text: content, edits: [] }
        : editText(hand, content, after)
    if (text === content) continue
    edited.set(path, { ours: text, edits })
  }
  for (const [path, text] of moved) if (!edited.has(path)) edited.set(path, { ours: text, edits: [] })
  for (const [path, { ours }] of edited) {
    if (ours === undefined) continue
    mkdirSync(dirname(join(repository.root, path)), { recursive: true })
    writeFileSync(join(repository.root, path), ours)
  }
  return edited
}

/** What updaters made of the files in which they moved something. */
function editedByBots(draw: Draw, paths: readonly string[], base: Tree): Map<string, string> {
  const moved = new Map<string, string>()
  for (const path of paths) {
    if (!/\.ya?ml$/.test(path) || path.endsWith(FLEET_FILE)) continue
    const text = draw.oneIn(2) ? moveVersions(draw, base.get(path)!.content) : undefined
    if (text !== undefined) moved.set(path, text)
  }
  return moved
}
