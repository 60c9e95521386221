/**
 * oidc-provider writes a warning on import where Node is older than 22. It runs on Node 20.19 and later (our tests do),
 * so this one line is dropped; everything else passes. To be imported before oidc-provider.
 */
const warn = console.warn

console.warn = (...args: unknown[]) => {
  if (!String(args[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...args)
}

/** Puts the console back as it was, once oidc-provider is loaded. */
export function restoreConsole(): void {
  console.warn = warn
}
