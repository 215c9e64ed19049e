import { buildDocument } from '#lib/openapi/build-document.ts'
import { ABOUT, TAG_WORDS } from './about.ts'
import { collectSections } from './sections.ts'

export type Addresses = {
  publicUrl: string
  /** Where error documentation lives. */
  docsUrl: string
}

/** The OpenAPI document of this API, and what is yet to be described in it. */
export function describePublicApi(addresses: Addresses): ReturnType<typeof buildDocument> {
  return buildDocument({ info: ABOUT, tags: TAG_WORDS, sections: collectSections(), ...addresses })
}
