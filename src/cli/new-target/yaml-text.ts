import { stringify } from 'yaml'

/** As YAML writes it, quoted where it has to be. */
export const scalar = (value: string): string => stringify(value, { lineWidth: 0 }).trim()

/** A comment, every line of it. */
export const comment = (text: string, indent = ''): string =>
  text
    .split('\n')
    .map((line) => `# ${line}`)
    .join(`\n${indent}`)
