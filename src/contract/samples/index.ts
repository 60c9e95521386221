/** Messages that a contract shows, or that can be made of its schemas: what a mock answers and a first script sends. */
export { namedExamples, type ShownExample } from './examples.js'
export { matches, textMatching } from './pattern.js'
export { sampleBody, sampleParameters, type SampleBody, type SampleParameter } from './request.js'
export {
  declaredStatuses,
  declares,
  describesContent,
  sampleResponse,
  successStatus,
  wrongExamples,
  type SampleResponse,
  type WrongExample,
} from './response.js'
export { sampleValue } from './value.js'
