import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isRoot } from './os-users.ts'
import { placeServers } from './placement.ts'

/** A user that owns nothing and so can't go into a folder of mode 0700. */
const stranger = { name: 'nobody', uid: 65_534, gid: 65_534 }
const mode = isRoot() ? {} : { skip: 'only root starts servers as other users' }

function aClosedState(): { parent: string; state: string } {
  const parent = mkdtempSync(join(tmpdir(), 'crivo-placement-'))
  const state = join(parent, 'state')
  mkdirSync(state)
  return { parent, state }
}

test('a checkout that was moved keeps its databases, and they learn its new path', mode, (t) => {
  const { parent, state } = aClosedState()
  const first = placeServers(state, [stranger]).dataDir
  t.after(() => [parent, first].map((path) => rmSync(path, { recursive: true, force: true })))
  writeFileSync(join(first, 'ledger'), 'five years of inquiries')
  const moved = join(parent, 'elsewhere')
  renameSync(state, moved)
  assert.equal(placeServers(moved, [stranger]).dataDir, first)
  assert.equal(readFileSync(join(first, 'ledger'), 'utf8'), 'five years of inquiries')
  assert.equal(readFileSync(join(first, 'belongs-to'), 'utf8'), realpathSync(moved))
})

test('another start removes nothing, even where a state folder is out of sight', mode, (t) => {
  const { parent, state } = aClosedState()
  const first = placeServers(state, [stranger]).dataDir
  rmSync(state, { recursive: true })
  const other = aClosedState()
  const second = placeServers(other.state, [stranger]).dataDir
  t.after(() => [parent, other.parent, first, second].map((path) => rmSync(path, { recursive: true, force: true })))
  assert.ok(existsSync(first))
})

test('databases that lie in the state folder are not thrown away when it is closed later', mode, (t) => {
  const { parent, state } = aClosedState()
  t.after(() => rmSync(parent, { recursive: true, force: true }))
  mkdirSync(join(state, 'data', 'base-a'), { recursive: true })
  assert.throws(() => placeServers(state, [stranger]), /não alcançam mais/)
  assert.ok(existsSync(join(state, 'data', 'base-a')))
})
