/** Letters of Latin alphabets that don't come apart into a base letter and a mark. */
const LIGATURES: Readonly<Record<string, string>> = { Æ: 'AE', Œ: 'OE', Ø: 'O', Ł: 'L', Đ: 'D', ß: 'SS', ẞ: 'SS' }

/** The particles that people write or leave out at will. */
const PARTICLES: ReadonlySet<string> = new Set(['DE', 'DA', 'DO', 'DAS', 'DOS', 'E'])

/** Capitals without marks: `João` → `JOAO`. Whatever isn't a Latin letter stays as it is. */
export function withoutMarks(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[ÆŒØŁĐßẞ]/g, (letter) => LIGATURES[letter] ?? letter)
}

/** Words without DE DA DO DAS DOS E. FILHO, JÚNIOR and NETO tell people apart, so they stay. */
export function withoutParticles(words: readonly string[]): string[] {
  return words.filter((word) => !PARTICLES.has(word))
}
