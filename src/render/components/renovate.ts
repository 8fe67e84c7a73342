/**
 * Where the versions of something come from: a chart in a registry or a repository of charts, or the tags of
 * a Git repository.
 */
export interface VersionSource {
  oci?: string | undefined
  https?: string | undefined
  /** Name of the chart in a repository of charts. */
  name?: string | undefined
  git?: string | undefined
}

/**
 * The comment that tells Renovate what the version in the next line is of, as a custom manager of the
 * generated `renovate.json` reads it. A patch of an overlay has the version alone: without the comment
 * Renovate would move the wide range of the base and never the narrow one of production.
 * @returns undefined when there is nothing that Renovate could look up
 */
export function renovateComment({ oci, https, name, git }: VersionSource): string | undefined {
  const github = git?.match(/^https:\/\/github\.com\/([^/]+\/[^/]+?)(\.git)?\/?$/)?.[1]
  const words =
    oci !== undefined
      ? ['datasource=docker', `depName=${oci.replace(/^oci:\/\//, '')}`]
      : https !== undefined
        ? ['datasource=helm', `depName=${name}`, `registryUrl=${https}`]
        : github !== undefined
          ? ['datasource=github-tags', `depName=${github}`]
          : git !== undefined
            ? ['datasource=git-tags', `depName=${git}`]
            : []
  const known = words.length > 0 && words.every((word) => /^[^\s${}]+$/.test(word))
  return known ? `# renovate: ${words.join(' ')}` : undefined
}
