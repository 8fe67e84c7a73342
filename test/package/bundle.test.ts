import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cleanEnvironment, cli, workplace } from '../program.ts'
import { write } from '../tree/helpers.ts'
import { runToEnd } from './packed.ts'

function start(files: Record<string, string>) {
  const { cwd, home } = workplace()
  write(cwd, files)
  const environment = cleanEnvironment(home)
  const run = (...words: string[]) => runToEnd(process.execPath, [cli(), ...words], { cwd, environment })
  return { cwd, run }
}

describe('what the built program loads for some runs only', () => {
  it('plop with its helpers, globs and the compiler of templates, for a pack', async () => {
    const actions = `[
      { type: 'add', path: 'docs/{{kebabCase name}}.md', template: '# {{titleCase name}}\\n' },
      { type: 'addMany', destination: 'docs/more', base: 'many', templateFiles: 'many/*.hbs' },
    ]`
    const { cwd, run } = start({
      '.flux-fleet/plopfile.mjs': `import { sep } from 'node:path'
        export default (plop) => plop.setGenerator('it', {
          prompts: [{ type: 'input', name: 'name', message: 'Name', default: sep }],
          actions: ${actions},
        })\n`,
      '.flux-fleet/many/one.md.hbs': 'one {{name}}\n',
      'flux-fleet.yaml': '',
    })
    expect(await run('generate', 'it', '--yes', '--answer', 'name=on call')).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect(readFileSync(join(cwd, 'docs/on-call.md'), 'utf8')).toBe('# On Call\n')
    expect(readFileSync(join(cwd, 'docs/more/one.md'), 'utf8')).toBe('one on call\n')
  })

  it('the compiler for templates of the fleet itself, and diffs', async () => {
    const { run } = start({ '.flux-fleet/templates/repository/README.md.hbs': '# {{name}} of ours\n' })
    const { code, stdout } = await run(
      'create',
      '.',
      '--yes',
      '--owner=acme',
      '--name',
      'shop',
      '--dry-run',
      '--diff',
    )
    expect(code).toBe(0)
    expect(stdout).toContain('+# shop of ours')
  })

  it('exits with the code of the error whatever file throws it', async () => {
    const { run } = start({
      '.flux-fleet/plopfile.mjs': 'export default () => { throw new Error("no") }\n',
      '.flux-fleet/templates/repository/README.md.hbs': '{{absent}}\n',
      'flux-fleet.yaml': '',
    })
    expect(await run('generate')).toMatchObject({ code: 2, stderr: expect.stringContaining('no') })
    expect(await run('create', '.', '--yes', '--owner=acme', '--on-conflict=keep')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('absent'),
    })
  })
})
