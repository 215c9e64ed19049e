import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGroupCommit, type GroupCommitOptions } from './group-commit.ts'

type Writing = { rows: readonly string[]; end(losses?: Record<number, unknown>): void; fail(cause: unknown): void }

/** A store whose writes end when the test says so. */
function held(options: GroupCommitOptions) {
  const writes: Writing[] = []
  const commit = createGroupCommit<string>((rows) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<number, unknown>>()
    const end = (losses: Record<number, unknown> = {}) =>
      resolve(new Map(Object.entries(losses).map(([place, cause]) => [Number(place), cause])))
    writes.push({ rows, end, fail: reject })
    return promise
  }, options)
  return { writes, commit, said: () => writes.map(({ rows }) => rows.join()) }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

test('the first goes at once, and all that come meanwhile go together', async () => {
  const { writes, commit, said } = held({ lanes: 1 })
  const first = commit(['a'])
  const others = Promise.all([commit(['b', 'c']), commit(['d'])])
  assert.deepEqual(said(), ['a'])
  writes[0]?.end()
  await first
  await settle()
  assert.deepEqual(said(), ['a', 'b,c,d'])
  writes[1]?.end()
  await others
})

test('nobody is told before the write that has all of his rows has ended', async () => {
  const { writes, commit } = held({ lanes: 1 })
  let told = false
  const asked = commit(['a', 'b']).then(() => {
    told = true
  })
  await settle()
  assert.equal(told, false)
  writes[0]?.end()
  await asked
})

test('a row that is refused is its asker’s loss alone', async () => {
  const { writes, commit } = held({ lanes: 1 })
  const first = commit(['a'])
  const [good, bad, after] = [commit(['b']), commit(['c', 'd']), commit(['e'])]
  const refused = assert.rejects(bad, /not this one/)
  writes[0]?.end()
  await first
  await settle()
  writes[1]?.end({ 2: new Error('not this one') })
  await Promise.all([good, refused, after])
})

test('a write that fails whole is everybody’s loss, and the next goes on', async () => {
  const { writes, commit, said } = held({ lanes: 1 })
  const lost = [commit(['a'])]
  const next = [commit(['b']), commit(['c'])]
  writes[0]?.fail(new Error('gone'))
  for (const asked of lost) await assert.rejects(asked, /gone/)
  await settle()
  assert.deepEqual(said(), ['a', 'b,c'])
  writes[1]?.end()
  await Promise.all(next)
})

test('lanes, the rows of a write and those that wait are bounded', async () => {
  const { writes, commit, said } = held({ lanes: 2, rowsAWrite: 2, rowsWaiting: 4 })
  const asked = [commit(['a']), commit(['b']), commit(['c']), commit(['d', 'e', 'f'])]
  assert.deepEqual(said(), ['a', 'b'])
  await assert.rejects(commit(['g']), /too many rows/)
  writes[0]?.end()
  await settle()
  writes[2]?.end()
  await settle()
  assert.deepEqual(said(), ['a', 'b', 'c', 'd,e,f'])
  for (const { end } of writes) end()
  await Promise.all(asked)
  await commit([])
})
