export { controlActs } from './control-acts.js'
export { formPerson, type FormPersonOptions } from './person.js'
