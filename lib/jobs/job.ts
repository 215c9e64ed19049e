/** Background work that is done over and over: safe to run twice, to be stopped between runs, and to be late. */
export type Job = {
  name: string
  /** From the end of a run to the next; asked after each run. */
  readonly everyMs: number
  /** Does what there is to do now and says how much that was. */
  run(): Promise<number>
}
