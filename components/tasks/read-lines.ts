import { parseCpf } from '#lib/identifiers/cpf.ts'
import type { ErrorCode } from '#lib/kernel/app-error.ts'

/** A line that isn't a CPF of its own, and why. `line` is its number in what was pasted, from 1. */
export type WrongLine = { line: number } & ({ code: ErrorCode } | { first: number })

export type ReadLines = { cpfs: readonly string[]; wrong: readonly WrongLine[] }

/** The first cell of a line, whatever the list is separated by and with or without quotes. */
function firstCell(line: string): string {
  return (line.split(/[;,\t]/, 1)[0] ?? '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim()
}

/** A list as people paste or export it: a byte-order mark, a heading, empty lines and further columns do no harm. */
export function readLines(text: string): ReadLines {
  const cpfs: string[] = []
  const wrong: WrongLine[] = []
  const met = new Map<string, number>()
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  for (const [index, whole] of lines.entries()) {
    const cell = firstCell(whole)
    if (cell === '' || (index === 0 && !/\d/.test(cell))) continue
    const line = index + 1
    const parsed = parseCpf(cell)
    if (parsed.kind !== 'valid') {
      wrong.push({ line, code: parsed.code })
      continue
    }
    const first = met.get(parsed.cpf)
    if (first !== undefined) wrong.push({ line, first })
    else {
      met.set(parsed.cpf, line)
      cpfs.push(parsed.cpf)
    }
  }
  return { cpfs, wrong }
}
