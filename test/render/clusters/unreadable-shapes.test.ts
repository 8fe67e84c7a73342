import { describe, expect, it } from 'vitest'
import { unreadableShapes } from '../../../src/render/clusters/unreadable-shapes.ts'

describe('unreadableShapes', () => {
  it.each([
    ['echo ${VAR-default}', ['${VAR-default}']],
    ['for i in "${list[@]}"; do', ['${list[@]}']],
    ['a ${ VAR } b ${VAR } c', ['${ VAR }', '${VAR }']],
    ['{{ x }} ${{ github.ref }}', ['${{ github.ref }']],
    ['${my-var} ${!VAR} ${}', ['${my-var}', '${!VAR}', '${}']],
    ['${VAR\n}', ['${VAR']],
    ['$$${x-}', ['${x-}']],
  ])('finds what Flux can not read in %j', (text, expected) => {
    expect(unreadableShapes(text)).toEqual(expected)
  })

  it.each([
    '${VAR} ${VAR:=x} ${VAR:-a b} ${VAR=x} ${VAR^^} ${VAR/a/b} ${#VAR} ${VAR:1:2} ${VAR%%.*} ${1}',
    '$${list[@]} $$$${x-} $VAR $(VAR) $$',
    'metadata:\n  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\ndata:\n  a: ${list[@]}\n',
  ])('finds nothing in %j', (text) => {
    expect(unreadableShapes(text)).toEqual([])
  })
})
