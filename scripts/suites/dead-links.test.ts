import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findDeadLinks } from './dead-links.ts'

test('links to files and headings that are not there are found; code and the web are left alone', () => {
  const root = mkdtempSync(join(tmpdir(), 'crivo-links-'))
  mkdirSync(join(root, 'docs'))
  writeFileSync(
    join(root, 'docs', 'a.md'),
    '# Visão geral\n[up](../README.md#Nada) [self](#visão-geral) [gone](b.md)\n`[code](x.md)`\n',
  )
  writeFileSync(
    join(root, 'README.md'),
    '# Crivo\n[a](docs/a.md#visão-geral) [web](https://example.com/x)\n```\n[c](y.md)\n```\n',
  )
  const dead = findDeadLinks(root)
  rmSync(root, { recursive: true })
  assert.deepEqual(dead, ['docs/a.md: ../README.md#Nada', 'docs/a.md: b.md'])
})
