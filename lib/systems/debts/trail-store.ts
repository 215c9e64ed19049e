import type { Fault, TrailEnd } from '#lib/audit/verify-trail.ts'

/** What follows a place in the trail, followed link by link. */
export type TrailSegment = {
  /** The hash that stands at that place now; null where nothing stands there. */
  anchor: Buffer | null
  rows: number
  /** How far it follows, in one go; there may be more. */
  end: TrailEnd
  fault: { number: number; fault: Fault } | null
}

/** The trail, as the role that audits. */
export type TrailStore = {
  end(): Promise<TrailEnd>
  segmentAfter(number: number): Promise<TrailSegment>
}
