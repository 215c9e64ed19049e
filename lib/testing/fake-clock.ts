import type { Clock } from '#lib/kernel/clock.ts'

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number

  constructor(instant = '2026-07-01T12:00:00.000Z') {
    this.#now = Date.parse(instant)
    if (Number.isNaN(this.#now)) throw new TypeError(`not an instant: ${instant}`)
  }

  now(): Date {
    return new Date(this.#now)
  }

  set(instant: string | Date): void {
    this.#now = new Date(instant).getTime()
  }

  advance(by: { milliseconds?: number; seconds?: number; minutes?: number; hours?: number; days?: number }): void {
    const { milliseconds = 0, seconds = 0, minutes = 0, hours = 0, days = 0 } = by
    this.#now += milliseconds + 1_000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days)))
  }
}
