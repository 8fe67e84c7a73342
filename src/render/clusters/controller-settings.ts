/** Which of Flux's controllers a setting is for. */
export type Controllers =
  /** By their names. */
  | { names: readonly string[] }
  /** All of them. */
  | 'all'

/** Something that is set on Flux's controllers; the installer prints it as it installs them. */
export type ControllerSetting = {
  /** Why it is set, as sentences of a comment, a line each; none where the setting before says it. */
  why?: readonly string[]
} & (
  | {
      kind: 'arguments'
      controllers: Controllers
      /** Arguments of the controller's container, such as `--concurrent=10`. */
      arguments: readonly string[]
    }
  | {
      kind: 'limits'
      controllers: Controllers
      /** What the controller's container may use at most, as Kubernetes writes it. */
      limits: { cpu: string; memory: string }
    }
  | {
      /** The account that Flux acts as where it applies the fleet's entry points. */
      kind: 'root-account'
      account: string
    }
)
