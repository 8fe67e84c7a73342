/** What a feature adds to the picture of a fleet. */
export interface PicturePart {
  /** Boxes that the layers wait for, by id: the first layer's arrow comes from the last one. */
  before?: readonly { id: string; line: string }[]
  /** Lines of boxes and arrows beside the layers. */
  beside?: readonly string[]
  /** The id of a box that is applied to every environment, as the layer apps is. */
  applied?: string
}
