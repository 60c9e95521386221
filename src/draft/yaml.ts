import { Document, isCollection, isSeq, visit } from 'yaml'
import { isObject, type Json } from '../base/json.js'

/** Lines of the new files are about as long as those of the files that are shipped. */
const lineWidth = 110

/** A value as YAML that a person would write: short lists and maps on one line. `comment` stands above it. */
export function yamlText(value: Json, comment?: string): string {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && node.value.includes('${')) node.type = 'QUOTE_SINGLE'
    },
    Collection: (_, node, path) => {
      const inList = isSeq(path.at(-1))
      if (isCollection(node) && fitsOneLine(node.toJSON() as Json, inList)) node.flow = true
    },
  })
  const text = document.toString({ lineWidth, singleQuote: true, flowCollectionPadding: true })
  const above =
    comment === undefined
      ? ''
      : comment
          .split('\n')
          .map((line) => `# ${line}`.trimEnd() + '\n')
          .join('')
  return above + text
}

/** A few scalars, or one list or map of them below; an entry of a list with one key is read better on lines of its own. */
function fitsOneLine(value: Json, inList: boolean): boolean {
  const length = JSON.stringify(value).length
  if (Array.isArray(value)) return length <= 90 && value.every(isScalarValue)
  if (!isObject(value)) return false
  const inner = Object.values(value)
  const flat = inner.every((one) => isScalarValue(one) || (Array.isArray(one) && one.every(isScalarValue)))
  return flat && length <= (inner.some(Array.isArray) ? 50 : 70) && !(inList && inner.length === 1)
}

const isScalarValue = (value: unknown): boolean => typeof value !== 'object' || value === null
