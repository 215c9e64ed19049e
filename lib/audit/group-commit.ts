/** Of the rows that one write was given, those that weren't kept, by their place. Rejects where none can be vouched for. */
export type GroupWrite<Row> = (rows: readonly Row[]) => Promise<ReadonlyMap<number, unknown>>

export type GroupCommitOptions = {
  /** Writes under way at once. */
  lanes?: number
  /** Rows of one write; more only where one asker has more. */
  rowsAWrite?: number
  /** Rows that may wait; whoever comes after is refused at once. */
  rowsWaiting?: number
}

type Entry<Row> = { rows: readonly Row[]; kept: () => void; lost: (cause: unknown) => void }

/**
 * Joins the rows of many askers into few writes, each awaited by all whose rows are in it. Nobody waits for company: rows
 * go at once while a lane is free, and together with all that came meanwhile where none is. An asker is told that its rows
 * are kept only when each of them is; one whose row is refused costs no stranger anything.
 */
export function createGroupCommit<Row>(write: GroupWrite<Row>, options: GroupCommitOptions = {}) {
  const { lanes = 2, rowsAWrite = 500, rowsWaiting = 20_000 } = options
  const entries: Entry<Row>[] = []
  let waiting = 0
  let busy = 0

  function takeGroup(): Entry<Row>[] {
    let size = 0
    let count = 0
    for (const { rows } of entries) {
      if (count > 0 && size + rows.length > rowsAWrite) break
      size += rows.length
      count += 1
    }
    waiting -= size
    return entries.splice(0, count)
  }

  async function writeGroup(group: readonly Entry<Row>[]): Promise<void> {
    try {
      const losses = await write(group.flatMap(({ rows }) => rows))
      let first = 0
      for (const { rows, kept, lost } of group) {
        const place = rows.findIndex((_, offset) => losses.has(first + offset))
        if (place === -1) kept()
        else lost(losses.get(first + place))
        first += rows.length
      }
    } catch (cause) {
      for (const { lost } of group) lost(cause)
    }
  }

  async function runLane(): Promise<void> {
    busy += 1
    while (entries.length > 0) await writeGroup(takeGroup())
    busy -= 1
  }

  /** Resolves once all of these rows are kept; rejects with why one of them is not. */
  return (rows: readonly Row[]): Promise<void> => {
    if (rows.length === 0) return Promise.resolve()
    if (waiting + rows.length > rowsWaiting) return Promise.reject(new Error('too many rows wait to be kept'))
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    entries.push({ rows, kept: resolve, lost: reject })
    waiting += rows.length
    if (busy < lanes) void runLane()
    return promise
  }
}
