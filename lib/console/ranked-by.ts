/** What a portfolio may be ordered by; the words of the wire. Apart from the schema, which would weigh on the page. */
export const RANKED_BY = ['divida_total', 'divida_maior', 'divida_quantidade', 'score', 'renda'] as const
export type RankedBy = (typeof RANKED_BY)[number]
