import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

/** A year is lived by running the built program in a new folder: what the page shows is what happened. */
class Year {
  readonly page: string[] = []
  readonly #home = realpathSync(mkdtempSync(join(tmpdir(), 'flux-fleet-year-')))
  #folder = join(this.#home, 'work')

  constructor() {
    if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run "npm run build" first.`)
    mkdirSync(this.#folder)
  }

  /** Text of the page. */
  say(text: string): void {
    this.page.push(text)
  }

  /** Runs the program and shows what it printed. It has to succeed. */
  run(...words: string[]): void {
    const code = this.#run(words)
    if (code !== 0) throw new Error(`${words.join(' ')}: ${this.page.at(-1)}`)
  }

  /** Runs the program, which has to refuse, and shows what it printed and its exit code. */
  refuses(...words: string[]): void {
    const code = this.#run(words)
    if (code === 0) throw new Error(`${words.join(' ')}: it did not refuse`)
  }

  #run(words: string[]): number {
    const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...words], {
      cwd: this.#folder,
      env: this.#environment(),
      encoding: 'utf8',
    })
    const code = status === 0 ? '' : `\n(exit code ${status})\n`
    const typed = ['flux-fleet', ...words.map((word) => (/^[\w./:=@,-]+$/.test(word) ? word : `'${word}'`))]
    this.#fence(
      'console',
      `$ ${typed.join(' ')}\n${tidy(`${stdout}${stderr}`.replaceAll(join(this.#home, 'work'), '/home/acme'))}${code}`,
    )
    return status ?? 1
  }

  enter(folder: string): void {
    this.#folder = join(this.#folder, folder)
  }

  /** A person's edit: replaces a piece of a file, which has to be there. */
  edit(path: string, from: string, to: string): void {
    const before = this.read(path)
    if (!before.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)}`)
    this.write(path, before.replace(from, to))
  }

  read(path: string): string {
    return readFileSync(join(this.#folder, path), 'utf8')
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.#folder, path), text)
  }

  commit(message: string): void {
    this.#git('add', '--all')
    this.#git('commit', '--quiet', '--message', message)
  }

  /** Shows what Git says has changed in some files since the last commit. */
  diff(...paths: string[]): void {
    this.#git('add', '--all', '--intent-to-add')
    const text = this.#git('diff', 'HEAD', '--unified=2', '--no-renames', '--', ...paths)
    this.#fence('diff', text.replaceAll(/^(diff --git|index|new file|deleted file|similarity) .*\n/gm, ''))
  }

  /** Shows which files have changed since the last commit. */
  changed(): void {
    this.#git('add', '--all')
    this.#fence('console', `$ git status --short\n${this.#git('status', '--short')}`)
  }

  end(): string {
    rmSync(this.#home, { recursive: true, force: true })
    return `${this.page.join('\n\n')}\n`
  }

  #fence(language: string, text: string): void {
    this.page.push(`\`\`\`${language}\n${text.trimEnd()}\n\`\`\``)
  }

  #git(...words: string[]): string {
    const who = ['-c', 'user.name=Acme', '-c', 'user.email=platform@acme.example']
    return execFileSync('git', [...who, ...words], {
      cwd: this.#folder,
      env: this.#environment(),
      encoding: 'utf8',
    })
  }

  #environment(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: this.#home,
      XDG_STATE_HOME: join(this.#home, 'state'),
      NO_COLOR: '1',
      LANG: 'C.UTF-8',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    }
  }
}

/** What stands at the end of every run is shown once only. */
function tidy(output: string): string {
  return output.replace(/\n+The same without questions:\n[^\n]*\n/, '\n').trim()
}

/**
 * The page `docs/first-year.md`: what a repository goes through, and what the program prints and changes at
 * each step.
 */
export function firstYear(): string {
  const year = new Year()
  year.say('# The first year of a fleet')
  year.say(
    `A repository is created once, and then lives: files are edited by hand, clusters and applications come, names
change. This page is made by running the program (\`npm run first-year\`): what it shows is what happened. What every
run prints at its end, the same command without questions, is left out.`,
  )

  year.say('## January: created')
  year.run(
    ...['create', 'acme', '--yes', '--owner', 'acme', '--ci', 'none', '--secrets', 'none'],
    ...['--cluster', 'staging=staging,domain=staging.acme.example'],
    ...['--cluster', 'prod-eu=production,domain=eu.acme.example'],
    ...['--component', 'cert-manager,email=ops@acme.example', '--component', 'podinfo'],
  )
  year.enter('acme')
  year.commit('Start the fleet')

  year.say('## March: edited by hand')
  year.say(
    `Files are there to be edited. Somebody gives podinfo a third replica and writes down why, brings an object along
from before, and comments the list of clusters:`,
  )
  year.edit(
    'apps/production/podinfo-values.yaml',
    '    replicaCount: 2\n',
    '    # One in each zone. Ask the platform team before you lower it.\n    replicaCount: 3\n',
  )
  year.edit(
    'apps/production/kustomization.yaml',
    'resources:\n',
    'resources:\n  # Ours, from before there was a generator.\n  - legacy-ingress.yaml\n',
  )
  year.write(
    'apps/production/legacy-ingress.yaml',
    `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: legacy-ingress
  namespace: default
data:
  host: old.acme.example
`,
  )
  year.edit('flux-fleet.yaml', 'clusters:\n', 'clusters: # order: as they were bought\n')
  year.diff('apps', 'flux-fleet.yaml')
  year.commit('Three replicas, and the old ingress')
  year.say('`diff` knows that these are edits, and that nothing is wrong with them:')
  year.run('diff')

  year.say('## May: extended')
  year.say(
    'An application of their own is added. Only what it is about changes, amid what was edited by hand:',
  )
  year.run('add', 'component', 'shop,chart.oci=oci://ghcr.io/acme/charts/shop,chart.version=1.x', '--yes')
  year.diff('apps/production', 'flux-fleet.yaml')
  year.commit('Add the shop')
  year.say('And a second production cluster, with the choices of the first:')
  year.run('add', 'cluster', 'prod-us=production,domain=us.acme.example', '--like', 'prod-eu', '--yes')
  year.diff('flux-fleet.yaml', 'clusters/prod-us/cluster-vars.yaml')
  year.commit('Add the cluster prod-us')

  year.say('## July: two wanted the same line')
  year.say(
    `Somebody wants four replicas and says so in \`flux-fleet.yaml\`. But the line was edited by hand in March, to another
value. Two different wishes for one value is what a conflict is, and nothing is written until somebody has decided:`,
  )
  year.edit(
    'flux-fleet.yaml',
    '  - name: podinfo\n',
    '  - name: podinfo\n    overrides:\n      - environment: production\n        values:\n          replicaCount: 4\n',
  )
  year.refuses('apply')
  year.run('apply', '--on-conflict', 'replace', '--diff')
  year.commit('Four replicas of podinfo in production')

  year.say('## September: renamed')
  year.say(
    `The shop gets another name. Flux deletes what it no longer finds by its name, so everything on the clusters keeps
the old one; files and documentation get the new:`,
  )
  year.run('rename', 'component', 'shop', 'storefront', '--yes')
  year.changed()
  year.diff('flux-fleet.yaml', 'apps/production/kustomization.yaml')
  year.commit('Call the shop storefront')
  year.say('A cluster keeps its directory, so it need not be bootstrapped again:')
  year.run('rename', 'cluster', 'prod-eu', 'frankfurt', '--yes')
  year.diff('flux-fleet.yaml', 'clusters/prod-eu/cluster-vars.yaml')

  year.say('## October: taken back')
  year.say('It was the wrong cluster. What was not committed yet goes with Git; `undo` does it in any case:')
  year.run('undo', '--yes')
  year.changed()

  year.say('## December: removed')
  year.say(
    'A file that is no longer needed, but was edited, is not deleted just like that. `explain` tells what it is:',
  )
  year.refuses('remove', 'component', 'podinfo', '--yes')
  year.run('explain', 'apps/production/podinfo-values.yaml')
  year.say('They may go. What Flux is going to delete on the clusters is said as well:')
  year.run('remove', 'component', 'podinfo', '--yes', '--on-conflict', 'replace')
  year.diff('apps/production/kustomization.yaml', 'flux-fleet.yaml')
  return year.end()
}
