export type SignOut = () => Promise<void>

/** Signs out and loads the sign-in page anew, so that nothing of the person's pages stays in the browser's memory. */
export async function leave(signOut: SignOut): Promise<void> {
  await signOut()
  window.location.assign('/entrar')
}
