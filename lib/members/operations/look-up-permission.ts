/** Whoever may look people up in at least one system may name them in page addresses. */
export const LOOK_UP = {
  anyOf: ['sistema1:consultar', 'sistema2:score', 'sistema2:cadastro', 'sistema3:consultar'],
} as const
