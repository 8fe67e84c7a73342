/** A source as `sourceRef` of a Flux Kustomization names it, in its own namespace. */
export interface SourceReference {
  kind: 'GitRepository' | 'ExternalArtifact'
  name: string
}

/** The area of charts that lie in a repository of the fleet, each in a folder of its own. */
export const CHARTS_AREA = 'charts'

/** What holds for objects of the whole fleet, and is decided by a feature. */
export interface Conventions {
  /**
   * The accounts that Flux acts as for the platform's own objects. Without them the controllers act with
   * their own rights.
   */
  accounts: { kustomizations: string; releases: string } | undefined
  /**
   * The namespace that the HelmReleases of all components lie in, with their sources and values. Without
   * one, each lies in the namespace of its component.
   */
  releaseNamespace: string | undefined
  /** Labels that every namespace gets; those of several features are put together. */
  namespaceLabels: Readonly<Record<string, string>>
  /**
   * Labels of the namespaces whose routes shared gateways admit. Without them every namespace may attach
   * routes.
   */
  routeLabels: Readonly<Record<string, string>> | undefined
  /** The Secret with the keys that a Kustomization decrypts with. */
  decryption: { secret: string } | undefined
}
