/** Signs out and loads the sign-in page anew, so that nothing of the person's pages stays in the browser's memory. */
export async function leave(signOut: () => Promise<void>): Promise<void> {
  await signOut()
  window.location.assign('/entrar')
}
