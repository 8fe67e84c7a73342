import type { MergeRules } from '../../tree/merge/types.ts'

/** The keys of a rule that hold recipients of one kind of key each. */
const RECIPIENTS = new Set(['age', 'pgp', 'kms', 'gcp_kms', 'azure_keyvault', 'hc_vault_transit_uri'])

/**
 * What a merge has to know of `.sops.yaml`. One rule may have no `path_regex`: it is for all other files. One that
 * only matches `/`, as 0.1.0 and people write it, is the same as one that matches the paths of Windows, too. Its
 * recipients are sets, written as a list or with commas between them
 * (https://getsops.io/docs/#using-sops-yaml-conf; `creationRule` in config/config.go of sops).
 */
export const SOPS_RULES: MergeRules = {
  lists: [
    {
      list: 'creation_rules',
      by: ['path_regex?'],
      as: (identity) => identity.replaceAll(/\[(\^?)\/\\+\]/g, (_, not) => (not === '' ? '/' : '[^/]')),
    },
    { list: isRecipients, by: 'value' },
  ],
  commaSets: isRecipients,
}

function isRecipients(path: readonly string[]): boolean {
  return path[0] === 'creation_rules' && path.length === 3 && RECIPIENTS.has(path[2]!)
}
