import { pathInRepository } from '../../fleet/resolve/flux-path.ts'
import { cloneUrl, webUrl } from '../../fleet/resolve/repository-urls.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { Tree } from '../../tree/tree.ts'
import type { Library } from '../templates/library.ts'

/** What stands at the top of a repository of something else, and points to the fleet in a folder of it. */
export interface Pointer {
  path: string
  template: string
  context: object
  /** What a file that is there already lacks to point to the fleet. */
  lacks: string
}

/**
 * The files at the top of the repository, where the fleet is in a folder of one that holds something else too: only
 * there do CI systems and Renovate look. Each names what lies with the fleet and is kept up to date there. They are
 * written once.
 * @returns files by their path in the repository; none where the fleet has a repository of its own
 */
export function outerRepositoryFiles(fleet: Fleet, library: Library): Tree {
  const tree = new Tree()
  for (const { path, template, context } of pointersOf(fleet))
    tree.add(path, library.template(template)(context), { kind: 'seed' })
  return tree
}

/** What these files are made of. */
export function pointersOf(fleet: Fleet): Pointer[] {
  const { subfolder, branch } = fleet.git
  if (subfolder === undefined) return []
  const inRepository = (path: string) => pathInRepository(fleet, path)
  const preset = renovatePreset(fleet)
  const workflow = `validate-${fleet.name}`
  const path = `.github/workflows/${workflow}.yaml`
  const github = {
    workflow,
    subfolder,
    branch,
    path,
    files: inRepository('**'),
    action: `./${inRepository('.github/actions/validate')}`,
  }
  const gitlab = { subfolder, include: `/${inRepository('.gitlab-ci.yml')}` }
  return [
    ...(fleet.ci === 'github'
      ? [
          {
            path,
            template: 'outer-repository/github/workflow.yaml',
            context: github,
            lacks: `a step with uses: ${github.action}`,
          },
        ]
      : []),
    ...(fleet.ci === 'gitlab'
      ? [
          {
            path: '.gitlab-ci.yml',
            template: 'outer-repository/gitlab/gitlab-ci.yml',
            context: gitlab,
            lacks: `include: [{local: ${gitlab.include}}]`,
          },
        ]
      : []),
    ...(preset === undefined
      ? []
      : [
          {
            path: 'renovate.json',
            template: 'outer-repository/renovate.json',
            context: { preset },
            lacks: `"extends": ["${preset}"]`,
          },
        ]),
  ]
}

/**
 * How Renovate names the configuration in the fleet's folder, as a preset of the same host
 * (https://docs.renovatebot.com/config-presets/#local-presets); undefined where the name of the repository is not known.
 */
function renovatePreset(fleet: Fleet): string | undefined {
  const address = new URL(webUrl(fleet) ?? cloneUrl(fleet))
  const name = address.pathname.replace(/^\/(scm\/)?|\.git$/g, '')
  return name === '' ? undefined : `local>${name}//${pathInRepository(fleet, 'renovate')}`
}
