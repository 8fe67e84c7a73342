import type { FieldPath, FleetIssue } from '../issue.ts'
import type { Component } from '../schema/fleet-schema.ts'
import { VOLUME_KINDS, type Volume } from '../schema/pod-schema.ts'
import { duplicates } from './unique.ts'

type Manifests = NonNullable<Component['manifests']>

/** What is wrong with an own application of plain manifests, in every environment. */
export function checkWorkload(component: Component, manifests: Manifests, path: FieldPath): FleetIssue[] {
  const place = [...path, 'manifests']
  return [
    ...checkScaling(component, manifests, path),
    ...checkVolumes(manifests.volumes ?? [], [...place, 'volumes']),
    ...checkClaims(component, manifests, path),
  ]
}

function checkScaling(
  { overrides = [] }: Component,
  { autoscaling }: Manifests,
  path: FieldPath,
): FleetIssue[] {
  const inverted = (scaling: NonNullable<Manifests['autoscaling']>, place: FieldPath): FleetIssue[] =>
    scaling.maxReplicas < scaling.minReplicas
      ? [{ path: place, message: 'must not be less than minReplicas' }]
      : []
  const base = [...path, 'manifests', 'autoscaling', 'maxReplicas']
  return [
    ...(autoscaling === undefined ? [] : inverted(autoscaling, base)),
    ...overrides.flatMap(({ autoscaling: there }, index): FleetIssue[] => {
      if (there === undefined) return []
      const place = [...path, 'overrides', index, 'autoscaling']
      if (autoscaling === undefined)
        return [
          {
            path: place,
            atKey: true,
            message: 'there is no autoscaler to change: say "autoscaling" under "manifests" first',
          },
        ]
      const given = Object.fromEntries(Object.entries(there).filter(([, value]) => value !== undefined))
      const key = there.maxReplicas === undefined ? 'minReplicas' : 'maxReplicas'
      return inverted({ ...autoscaling, ...given }, [...place, key]).map((issue) => ({
        ...issue,
        message: key === 'maxReplicas' ? issue.message : 'must not be more than maxReplicas',
      }))
    }),
  ]
}

function checkVolumes(volumes: readonly Volume[], path: FieldPath): FleetIssue[] {
  return [
    ...duplicates(
      volumes.map(({ name }) => name),
      path,
      'name',
      'a volume called',
    ),
    ...duplicates(
      volumes.map(({ mountPath }) => mountPath),
      path,
      'mountPath',
      'a volume at',
    ),
    ...volumes.flatMap((volume, index): FleetIssue[] => {
      const kinds = VOLUME_KINDS.filter((kind) => volume[kind] !== undefined)
      if (kinds.length === 1) return []
      const what = kinds.length === 0 ? 'is of no kind' : `is of several kinds (${kinds.join(', ')})`
      return [{ path: [...path, index], message: `${what}: say one of ${VOLUME_KINDS.join(', ')}` }]
    }),
  ]
}

/** What one node alone can mount can't be in several Pods. */
function checkClaims(
  { overrides = [] }: Component,
  { volumes = [], autoscaling, replicas = 1 }: Manifests,
  path: FieldPath,
): FleetIssue[] {
  const claim = volumes.find(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.accessMode === 'ReadWriteOnce',
  )
  if (claim === undefined) return []
  const message = `only one Pod can write to the volume "${claim.name}": leave it at one, or give the claim the accessMode ReadWriteMany`
  return [
    ...(autoscaling === undefined
      ? []
      : [{ path: [...path, 'manifests', 'autoscaling'], atKey: true, message }]),
    ...(replicas > 1 ? [{ path: [...path, 'manifests', 'replicas'], message }] : []),
    ...overrides.flatMap((override, index): FleetIssue[] =>
      (override.replicas ?? 0) > 1 ? [{ path: [...path, 'overrides', index, 'replicas'], message }] : [],
    ),
  ]
}
