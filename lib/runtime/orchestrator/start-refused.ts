/** A start that can't be made, for a reason that a person can mend. The message is for them, with the next step. */
export class StartRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartRefused'
  }
}
