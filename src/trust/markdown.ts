import { inLanguage, type Language } from '../base/text.js'
import type { Block, Page } from './document.js'

/** A page as Markdown (CommonMark with tables). */
export function markdown({ title, sections }: Page, language: Language): string {
  const parts = sections.flatMap((section) => [
    `## ${inLanguage(section.title, language)}`,
    ...section.blocks.map((block) => blockText(block, language)),
  ])
  return `${[`# ${inLanguage(title, language)}`, ...parts].join('\n\n')}\n`
}

function blockText(block: Block, language: Language): string {
  switch (block.kind) {
    case 'paragraph':
      return inLanguage(block.text, language)
    case 'steps':
      return block.steps
        .map(({ text, code }, i) => {
          const fence = code === undefined ? '' : `\n\n   \`\`\`\n${indented(code)}\n   \`\`\`\n`
          return `${i + 1}. ${inLanguage(text, language)}${fence}`
        })
        .join('\n')
        .trimEnd()
    case 'table': {
      const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
      const head = block.head.map((text) => inLanguage(text, language))
      return [
        row(head),
        row(head.map(() => '---')),
        ...block.rows.map((cells) => row(cells.map((text) => inLanguage(text, language)))),
      ].join('\n')
    }
  }
}

const indented = (code: string): string =>
  code
    .split('\n')
    .map((line) => `   ${line}`)
    .join('\n')

const cell = (text: string): string => text.replaceAll('|', '\\|')
