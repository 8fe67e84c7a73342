import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { quoted, run } from '../../../src/text/commands/command.ts'
import { markdownBlock } from '../../../src/text/commands/markdown-block.ts'
import { posixLine } from '../../../src/text/commands/posix-shell.ts'

const printed = posixLine(run('git', 'push', 'origin', "it's"))

test('a printed command is no string, so that the type checker refuses whatever would take it apart', () => {
  // @ts-expect-error
  expect(() => printed.startsWith('git ')).toThrow(TypeError)
  // @ts-expect-error
  expect(() => printed.split(' ')).toThrow(TypeError)
  // @ts-expect-error
  expect(() => printed.replaceAll(/x/g, '')).toThrow(TypeError)
  // @ts-expect-error
  expect(() => printed.match(/git/)).toThrow(TypeError)
  // @ts-expect-error
  expect(/git/.test(printed)).toBe(true)
  // @ts-expect-error
  const text: string = printed
  expect(typeof text).toBe('object')
})

test('it is its text where it stands in other text, and in JSON', () => {
  expect(`Type: ${printed}`).toBe("Type: git push origin 'it'\\''s'")
  expect(JSON.stringify({ next: [printed] })).toBe(JSON.stringify({ next: [`${printed}`] }))
})

test('a code block ends only behind the command', () => {
  expect(markdownBlock(printed)).toBe(`\`\`\`shell\n${printed}\n\`\`\``)
  const ticks = posixLine(run('printf', quoted('a'), '\n```\n'))
  expect(markdownBlock(ticks)).toBe(`\`\`\`\`shell\n${ticks}\n\`\`\`\``)
})

/** The files of our own code, with what they say besides comments. */
function sources(folder: string): { path: string; code: string }[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const code = readFileSync(path, 'utf8').replaceAll(/^\s*(\/?\*|\/\/).*$/gm, '')
      return { path, code }
    })
}

test('no command is put together as text, but by printers', () => {
  const starts = [
    'git (-C|add|branch|checkout|clone|commit|config|diff|init|push|remote|status|switch|tag)',
    'kubectl [a-z-]+',
    'kustomize (build|edit)',
    'flux (bootstrap|create|get|reconcile|uninstall)',
    'sops (encrypt|decrypt|updatekeys|--)',
    'npm (create|exec|init)',
    'npx [a-z]+',
    '(cd|mv|rm|mkdir|cat|sed|ssh-keygen) [-$./]',
  ]
  // At the beginning of a text or an item, or behind another command.
  const command = new RegExp(`(['"\`:(]|(&&|\\|) )\\s?(${starts.join('|')})`, 'g')
  const found = [...sources('src'), ...sources('generators')]
    .filter(({ path }) => !path.startsWith('src/text/commands/'))
    .flatMap(({ path, code }) => [...code.matchAll(command)].map(([match]) => `${path}: ${match}`))
  // What tells of a command in a sentence, and is not to be typed as it stands.
  expect(found.filter((one) => !SENTENCES.includes(one))).toEqual([])
})

const SENTENCES = ['src/tools/git.ts: `git init', 'src/tree/journal.ts: (git status']
