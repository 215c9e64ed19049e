/** What a started process gives back. `close` drains HTTP, then jobs, then stores, and closes what the process opened. */
export type ProcessHandle = { close(): Promise<void> }
