/** The rate tiers that an institution buys and its keys inherit; what each allows is in `rate-limit.ts`. */
export const TIERS = ['gratuito', 'basico', 'profissional', 'corporativo'] as const
export type Tier = (typeof TIERS)[number]

export function isTier(text: string): text is Tier {
  return (TIERS as readonly string[]).includes(text)
}
