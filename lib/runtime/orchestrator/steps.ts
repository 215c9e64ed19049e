/** A duration as people here write it: `0,1 s`, `1 min 02 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1).replace('.', ',')} s`
  const seconds = Math.round(milliseconds / 1_000)
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

type Running = { label: string; since: number; note: string; told: number }

export type Report = (note: string) => void

const REDRAW_MS = 120
const TELL_EVERY_MS = 10_000

/** Shows each step with its time: live on a terminal, one line at a time elsewhere. */
export class Steps {
  readonly #out: NodeJS.WriteStream
  readonly #running = new Set<Running>()
  readonly #timer: NodeJS.Timeout

  constructor(out: NodeJS.WriteStream = process.stdout) {
    this.#out = out
    this.#timer = setInterval(() => (out.isTTY ? this.#redraw() : this.#tellSlow()), REDRAW_MS).unref()
  }

  async run<T>(label: string, work: (report: Report) => Promise<T>): Promise<T> {
    const now = performance.now()
    const step: Running = { label, since: now, note: '', told: now }
    this.#running.add(step)
    try {
      const result = await work((note) => {
        step.note = note
      })
      this.#end(step, '✓')
      return result
    } catch (error) {
      this.#end(step, '✗')
      throw error
    }
  }

  say(line: string): void {
    this.#erase()
    this.#out.write(`${line}\n`)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#erase()
  }

  #end(step: Running, mark: string): void {
    this.#running.delete(step)
    const note = step.note === '' ? '' : ` (${step.note})`
    this.say(`${mark} ${step.label}${note} ${formatDuration(performance.now() - step.since)}`)
  }

  #redraw(): void {
    this.#erase()
    const now = performance.now()
    const words = [...this.#running].map(
      ({ label, note, since }) => `${label}${note && ` ${note}`} ${formatDuration(now - since)}`,
    )
    if (words.length > 0) this.#out.write(`… ${words.join(' · ')}`.slice(0, Math.max(20, this.#out.columns - 1)))
  }

  #erase(): void {
    if (this.#out.isTTY) this.#out.write('\r\x1b[2K')
  }

  #tellSlow(): void {
    const now = performance.now()
    for (const step of this.#running) {
      if (now - step.told < TELL_EVERY_MS) continue
      step.told = now
      this.say(`… ${step.label}${step.note && ` ${step.note}`} ${formatDuration(now - step.since)}`)
    }
  }
}
