import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unreadableShapes } from '../../src/render/clusters/unreadable-shapes.ts'
import { run } from './tools.ts'

/** Whether Flux's own parser can read a line; every variable is set that may be asked for. */
function isReadable(text: string): boolean {
  const { status, stderr } = run('fleetcheck', ['envsubst'], { input: `${text}\n` })
  expect(stderr === '').toBe(status === 0)
  return status === 0
}

describe('shapes of variables are judged as Flux judges them', () => {
  it.each([
    ...[
      '${V}',
      '${V-}',
      '${V:-}',
      '${V=}',
      '${V-x}',
      '${ V }',
      '${V }',
      '${a[@]}',
      '${a[0]}',
      '${}',
      '${1}',
      '${V',
    ],
    ...[
      '$V',
      '$$',
      '$${a[@]}',
      '${#V}',
      '${V^^}',
      '${V,}',
      '${V:1:2}',
      '${V/a/b}',
      '${V//a}',
      '${V/a}',
      '${V+x}',
    ],
    ...[
      '${V:+x}',
      '${V?}',
      '${V:?x}',
      '${V.x}',
      '${!V}',
      '${V@Q}',
      '${V%}',
      '${V%%.*}',
      '${V:}',
      '${V##}',
      '${V:x}',
    ],
    ...[
      '${{ x }}',
      '$(V)',
      '${V|x}',
      '$$${x-}',
      '$$$${x-}',
      '${my-var}',
      '${.Values.x}',
      '${V:-${W}}',
      '${V*}',
    ],
  ])('%s', (text) => {
    expect(unreadableShapes(text).length === 0).toBe(isReadable(text))
  })

  it('for random names and what follows them', () => {
    const name = fc.stringMatching(/^[A-Za-z_0-9]{0,3}$/)
    const after = fc.constantFrom(
      '',
      '-',
      ':-',
      '=',
      ':=',
      '+',
      '?',
      ' ',
      '.',
      '[@]',
      '-x',
      ':-x',
      '=x',
      '^',
      '^^',
    )
    fc.assert(
      fc.property(fc.constantFrom('$', '$$'), name, after, (dollars, variable, more) => {
        const text = `a: ${dollars}{${variable}${more}} b`
        expect({ text, readable: unreadableShapes(text).length === 0 }).toEqual({
          text,
          readable: isReadable(text),
        })
      }),
      { numRuns: 60 },
    )
  })
})
