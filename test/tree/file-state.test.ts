import { describe, expect, it } from 'vitest'
import { type FileState, fileState, isUntouched } from '../../src/tree/file-state.ts'
import { contentHash } from '../../src/tree/hash.ts'
import { type LockedFile, lockedFile } from '../../src/tree/locked-file.ts'
import type { FileKind } from '../../src/tree/tree.ts'

const by = { generator: '0.1.0' }

/** The line in a lock of a file that was made as a text, in either of the forms that locks have. */
const FORMS: Record<string, (text: string) => LockedFile> = {
  'a Git blob': (text) => lockedFile(text, 'managed', by),
  'a hash of version 1': (text) => ({ hash: `sha256:${contentHash(text)}`, kind: 'managed', by }),
}

const made = 'a: 1\n'
const today = 'a: 2\n'
const other = 'a: 1 # mine\n'

function stateOf(
  locked: LockedFile | undefined,
  rendered: string | undefined,
  there: string | undefined,
  kind: FileKind = 'managed',
): FileState {
  return fileState({
    locked,
    rendered: rendered === undefined ? undefined : { content: rendered, kind },
    there,
  })
}

describe.each(Object.entries(FORMS))('the state of a file that the lock knows by %s', (_, line) => {
  it.each<[string, string | undefined, string | undefined, FileState]>([
    ['nobody touched', made, made, { name: 'fresh' }],
    ['a checkout gave CRLF', made, made.replaceAll('\n', '\r\n'), { name: 'fresh' }],
    ['is as today by hand', today, today, { name: 'fresh' }],
    ['is no longer made, and gone', undefined, undefined, { name: 'fresh' }],
    ['a person changed', made, other, { name: 'edited' }],
    ['a person deleted', made, undefined, { name: 'deleted' }],
    ['a person deleted, and older templates made', today, undefined, { name: 'deleted' }],
    ['older templates made', today, made, { name: 'stale', outdated: 'made otherwise' }],
    ['is no longer made', undefined, made, { name: 'stale', outdated: 'no longer made' }],
    ['is both', today, other, { name: 'stale and edited', outdated: 'made otherwise' }],
    [
      'is no longer made, and edited',
      undefined,
      other,
      { name: 'stale and edited', outdated: 'no longer made' },
    ],
  ])('%s', (_what, rendered, there, state) => {
    expect(stateOf(line(made), rendered, there)).toEqual(state)
  })
})

describe('the state of a file', () => {
  it.each<[string | undefined, FileState]>([
    [undefined, { name: 'stale', outdated: 'new' }],
    [other, { name: 'stale', outdated: 'new' }],
    [today, { name: 'fresh' }],
  ])('that the lock does not know, where %j is', (there, state) => {
    expect(stateOf(undefined, today, there)).toEqual(state)
  })

  it.each<FileKind>(['seed', 'handed-over'])('of the kind %s is not compared', (kind) => {
    const locked = lockedFile(made, kind, by)
    for (const there of [made, other, undefined]) {
      expect(stateOf(locked, today, there, kind)).toEqual({ name: 'handed over' })
      expect(stateOf(locked, undefined, there)).toEqual({ name: 'handed over' })
    }
  })

  it('is asked about versions that moved only where somebody changed it', () => {
    const facts = { locked: lockedFile(made, 'managed', by), there: other, isOnlyMoved: () => true }
    const rendered = (content: string) => ({ content, kind: 'managed' as const })
    expect(fileState({ ...facts, rendered: rendered(made) })).toEqual({ name: 'moved by an updater' })
    expect(fileState({ ...facts, rendered: rendered(today) })).toEqual({
      name: 'moved by an updater',
      outdated: 'made otherwise',
    })
    expect(fileState({ ...facts, rendered: rendered(made), isOnlyMoved: () => false })).toEqual({
      name: 'edited',
    })
    const never = () => expect.unreachable('nobody changed it')
    for (const there of [made, today, undefined])
      fileState({ ...facts, rendered: rendered(today), there, isOnlyMoved: never })
  })

  it('of one that was taken over is never stale for what templates would write', () => {
    const adopted = lockedFile(made, 'managed', 'adopted')
    expect(stateOf(adopted, today, made)).toEqual({ name: 'adopted' })
    expect(stateOf(adopted, made, made)).toEqual({ name: 'fresh' })
    expect(stateOf(adopted, today, other)).toEqual({ name: 'edited' })
    expect(stateOf(adopted, undefined, made)).toEqual({ name: 'stale', outdated: 'no longer made' })
  })

  it('says whether there is anything of a person in it', () => {
    const untouched: Record<FileState['name'], boolean> = {
      fresh: true,
      stale: true,
      'moved by an updater': true,
      edited: false,
      'stale and edited': false,
      deleted: false,
      'not checked out': false,
      adopted: false,
      'handed over': false,
    }
    for (const [name, is] of Object.entries(untouched))
      expect(isUntouched({ name } as FileState), name).toBe(is)
  })
})
