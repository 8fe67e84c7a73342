import { extraControllers } from '../../../render/clusters/extra-controllers.ts'
import { posixLines } from '../../../text/commands/posix-shell.ts'
import type { Installer } from '../installer.ts'
import { bootstrapCommand } from './bootstrap-command.ts'
import { controllerPatch } from './controller-patches.ts'
import { bootstrapDocuments } from './documents.ts'

/**
 * Flux is installed by `flux bootstrap`, which fills the two gotk files and keeps the rest of the folder
 * `flux-system` beside them.
 */
export const bootstrap: Installer = {
  name: 'bootstrap',
  installCommand: bootstrapCommand,
  documents: ({ resolved }) => bootstrapDocuments(resolved.fleet),
  clusterView: ({ cluster }, { resolved, contributors }) => ({
    bootstrap: {
      command: posixLines(bootstrapCommand(resolved.fleet, cluster, extraControllers(contributors))),
    },
  }),
  writeFiles(tree, { kind }, { resolved, library, settings }) {
    if (kind !== 'fleet') return
    const render = (file: string, context: object) => library.template(`cluster/flux-system/${file}`)(context)
    const components = render('gotk-components.yaml', {})
    const sync = render('gotk-sync.yaml', {})
    const kustomization = render('kustomization.yaml', { patches: settings.map(controllerPatch) })
    for (const { folder } of resolved.clusters) {
      tree.add(`${folder}/flux-system/gotk-components.yaml`, components, { kind: 'handed-over' })
      tree.add(`${folder}/flux-system/gotk-sync.yaml`, sync, { kind: 'handed-over' })
      tree.add(`${folder}/flux-system/kustomization.yaml`, kustomization)
    }
  },
}
