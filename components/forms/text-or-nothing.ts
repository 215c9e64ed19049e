/** What was left empty in an optional field wasn't given. */
export function textOrNothing(text?: string): string | undefined {
  return text?.trim() || undefined
}
