import type { Layer } from '../catalog/catalog.ts'
import { titledEnum, type ValueTitle } from './value-titles.ts'

/** The layer that something goes into. */
export const layer = titledEnum({
  crds: { title: 'crds', hint: 'definitions of custom resources' },
  controllers: { title: 'controllers', hint: 'what serves them' },
  configs: { title: 'configs', hint: 'custom resources' },
  apps: { title: 'apps', hint: 'applications' },
} satisfies Record<Layer, ValueTitle>)
