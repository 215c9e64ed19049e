/** Seconds to wait as the messages take them: 873 → 14 minutes and 33 seconds. */
export function waitOf(totalSeconds: number): { minutes: number; seconds: number } {
  return { minutes: Math.floor(totalSeconds / 60), seconds: totalSeconds % 60 }
}
