import { posixLine } from '../../text/commands/posix-shell.ts'
import type { Feature } from '../feature.ts'
import { giveKey } from './before-install.ts'
import { checkSecrets } from './check-secrets.ts'
import { clusterKeyCommand } from './cluster-key.ts'
import { secretsKustomization, writeClusterSecrets } from './cluster-secrets.ts'
import { sopsDocuments } from './documents.ts'
import { encryptAgain } from './encrypt-again.ts'
import { encryptInto } from './encrypt-into.ts'
import { keylessClusters } from './keyless-clusters.ts'
import { SOPS_QUESTIONS } from './questions.ts'
import { sopsRules } from './sops-rules.ts'

/** The Secret with a cluster's private age keys, which its Kustomizations decrypt with. */
export const DECRYPTION_SECRET = 'sops-age'

/** Secrets in Git, encrypted with SOPS to age keys and decrypted by Flux. */
export const sops: Feature = {
  name: 'sops',
  questions: [{ after: 'components', questions: SOPS_QUESTIONS }],
  isOn: ({ secrets }) => secrets.provider === 'sops',
  check: ({ written }) => checkSecrets(written),
  conventions: () => ({ decryption: { secret: DECRYPTION_SECRET } }),
  kustomizationsBeforeLayers: (cluster, resolved) => [
    { ...secretsKustomization(cluster, resolved), layersWait: true },
  ],
  keylessEntries: keylessClusters,
  beforeInstall: giveKey,
  beforeCommit: encryptAgain,
  clusterFolders: ({ secretsFolder }) => [secretsFolder],
  keepSecret: { suffix: '.sops.yaml', write: encryptInto },
  picture: () => ({
    before: [{ id: 'layer_secrets', line: '  layer_secrets["cluster-secrets"]' }],
  }),
  documents: () => sopsDocuments,
  clusterView: ({ cluster, secretsFolder }) => ({
    secretVariables: cluster.secretVariables ?? [],
    secretsDirectory: secretsFolder,
    recipients: cluster.recipients ?? [],
    giveKey: posixLine(clusterKeyCommand(cluster)),
  }),
  writeFiles(tree, repository, rendering) {
    const { resolved, library, contributors } = rendering
    if (repository.kind === 'fleet') writeClusterSecrets(tree, rendering)
    if (repository.kind === 'team') return
    const rules = sopsRules(resolved, repository, contributors)
    tree.add('.sops.yaml', library.template('repository/.sops.yaml')({ rules }))
  },
}
