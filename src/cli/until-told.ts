/** Until a signal, or until the process that started this one is gone. */
export function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      // An open channel to the parent would keep this process alive.
      if (process.connected) process.disconnect()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
    process.once('disconnect', resolve)
  })
}
