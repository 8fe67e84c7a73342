import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { overlayFiles } from '../../../src/render/components/overlay-files.ts'
import { NO_DIFFERENCE } from '../../../src/render/components/part.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

const release = { kind: 'HelmRelease' as const, name: 'shop', namespace: 'team' }
const comment = '# renovate: datasource=docker depName=acme/shop'
const version = { selector: 'semver', version: '1.2.x', comment } as const

describe('a difference as kustomize takes it', () => {
  it('is nothing when there is none', () => {
    expect(overlayFiles(library, 'shop', NO_DIFFERENCE)).toEqual({
      files: new Map(),
      resources: [],
      patches: [],
    })
  })

  it('has values and the version of a release in one file', () => {
    const { files, patches } = overlayFiles(library, 'web', {
      version: { object: release, ...version },
      values: { release, text: 'replicas: 2\n' },
    })
    expect(patches).toEqual([{ path: 'web-values.yaml', patch: undefined, target: release }])
    const text = files.get('web-values.yaml')!
    expect(parse(text)).toMatchObject({
      metadata: { name: 'shop', namespace: 'team' },
      spec: { chart: { spec: { version: '1.2.x' } }, values: { replicas: 2 } },
    })
    expect(text).toContain(`${comment}\n      version: 1.2.x`)
  })

  it('has the version of a source inline, after the values', () => {
    const object = { ...release, kind: 'OCIRepository' as const }
    const { files, patches } = overlayFiles(library, 'web', {
      version: { object, ...version },
      values: { release, text: 'replicas: 2\n' },
    })
    expect([...files.keys()]).toEqual(['web-values.yaml'])
    expect(files.get('web-values.yaml')).not.toContain('version:')
    expect(patches.map(({ path }) => path)).toEqual(['web-values.yaml', undefined])
    const inline = patches[1]!
    expect(inline.target).toBe(object)
    expect(parse(inline.patch!)).toEqual([{ op: 'replace', path: '/spec/ref', value: { semver: '1.2.x' } }])
    expect(inline.patch).toContain(`    ${comment}\n    semver: 1.2.x\n`)
  })

  it('has a tag as the ref of a source that is pinned', () => {
    const object = { ...release, kind: 'GitRepository' as const }
    const { patches } = overlayFiles(library, 'web', {
      version: { object, selector: 'tag', version: 'v1.0', comment: undefined },
    })
    expect(parse(patches[0]!.patch!)[0].value).toEqual({ tag: 'v1.0' })
  })

  it('has a workload as a patch of its Deployment', () => {
    const deployment = { kind: 'Deployment', name: 'shop', namespace: 'team' }
    const { files, patches } = overlayFiles(library, 'web', {
      workload: {
        deployment,
        replicas: 0,
        image: undefined,
        env: { ZONE: '${CLUSTER_REGION}', A: 'x' },
        resources: undefined,
        spread: false,
        autoscaling: undefined,
      },
    })
    expect(patches).toEqual([{ path: 'web-patch.yaml', patch: undefined, target: deployment }])
    const { spec } = parse(files.get('web-patch.yaml')!)
    expect(spec.replicas).toBe(0)
    // Substitution works on text without quotes, so that the value brings its own.
    expect(spec.template.spec.containers).toEqual([
      {
        name: 'shop',
        env: [
          { name: 'A', value: 'x' },
          { name: 'ZONE', value: '${quote}${CLUSTER_REGION}${quote}' },
        ],
      },
    ])
    const few = overlayFiles(library, 'web', {
      workload: {
        deployment,
        replicas: 3,
        image: undefined,
        env: undefined,
        resources: undefined,
        spread: false,
        autoscaling: undefined,
      },
    })
    expect(parse(few.files.get('web-patch.yaml')!).spec).toEqual({ replicas: 3 })
  })

  it('has more objects beside the base, and changed ones as patches under those of the catalog', () => {
    const object = { kind: 'EnvoyProxy', name: 'public', namespace: undefined }
    const { files, resources, patches } = overlayFiles(library, 'web', {
      objects: [
        { file: 'one.yaml', added: ['---\na: 1\n', '---\nb: 1\n'], changed: [] },
        { file: 'two.yaml', added: [], changed: ['---\nc: 1\n'] },
      ],
      changes: [{ file: 'two.yaml', text: '---\nd: 1\n', object }],
    })
    expect(resources).toEqual(['web-one-added.yaml'])
    expect(patches).toEqual([
      { path: 'web-two-changed.yaml', patch: undefined, target: undefined },
      { path: 'web-two.yaml', patch: undefined, target: object },
    ])
    expect([...files]).toEqual([
      ['web-one-added.yaml', '---\na: 1\n---\nb: 1\n'],
      ['web-two-changed.yaml', '---\nc: 1\n'],
      ['web-two.yaml', '---\nd: 1\n'],
    ])
  })
})
