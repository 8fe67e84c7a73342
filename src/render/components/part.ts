import type { Layer } from '../../fleet/catalog/catalog.ts'
import type { ResolvedComponent } from '../../fleet/resolve/resolved-fleet.ts'
import type { Component, Environment } from '../../fleet/schema/fleet-schema.ts'
import { scalar } from '../../yaml/scalar.ts'

/** The object that a patch is for. */
export interface PatchTarget {
  kind: string
  name: string
  namespace: string | undefined
}

/** A patch of an overlay: a file beside its `kustomization.yaml`, or inline. */
export interface OverlayPatch {
  /** Name of the file, when the patch is one. */
  path: string | undefined
  /** Content of the file. */
  content: string | undefined
  /** The patch itself, when it is inline. */
  patch: string | undefined
  target: PatchTarget | undefined
}

/** A file of an overlay with objects that the base does not have. */
export interface OverlayAddition {
  path: string
  content: string
}

/**
 * A patch that gives a source another version: the whole `ref`, since a tag and a range are different keys of
 * it.
 * @param comment what stands above the version
 */
export function refPatch(
  ref: Readonly<Record<string, string>>,
  target: PatchTarget,
  comment?: string,
): OverlayPatch {
  const above = comment === undefined ? '' : `    ${comment}\n`
  const value = Object.entries(ref).map(([key, version]) => `${above}    ${key}: ${scalar(version)}\n`)
  return {
    path: undefined,
    content: undefined,
    patch: `- op: replace\n  path: /spec/ref\n  value:\n${value.join('')}`,
    target,
  }
}

/** What a component puts into one layer: a base folder, and patches for each environment. */
export interface Part {
  entry: ResolvedComponent
  component: Component
  layer: Layer
  /** Layer of the component itself; another one than `layer` for the configs of a chart. */
  mainLayer: Layer
  /** Files of the base folder by name. */
  base: ReadonlyMap<string, string>
  /** What the overlay of an environment patches. */
  patches(environment: Environment): readonly OverlayPatch[]
  /** Files with objects that only the overlay of an environment has; without it, none has any. */
  additions?(environment: Environment): readonly OverlayAddition[]
}

/** A part whose component is not resolved yet. */
export type UnresolvedPart = Omit<Part, 'entry'>
